/** Keeps an effect's lease alive while it is worked on, and gives it back when the work could not be ended. */
import type { Claim, Ledger } from './ports/ledger.ts';

export interface HoldPorts {
  readonly ledger: Pick<Ledger, 'keep' | 'release'>;
  readonly leaseMs: number;
}

/**
 * Runs `work` under the claim. What it throws is thrown on, after the lease has been given back so that the next
 * delivery need not wait for it to expire; where that fails too, it expires.
 */
export async function whileHeld<T>(claim: Claim, ports: HoldPorts, work: () => Promise<T>): Promise<T> {
  const quietly = (done: Promise<unknown>): Promise<unknown> => done.catch(() => {});
  const keeping = setInterval(() => void quietly(ports.ledger.keep(claim)), ports.leaseMs / 3);
  try {
    return await work();
  } catch (thrown) {
    await quietly(ports.ledger.release(claim));
    throw thrown;
  } finally {
    clearInterval(keeping);
  }
}
