/** Waiting for what is to come, without asserting how fast. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until there is an answer. Fails, naming what it waited for, after `timeoutMs`. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  timeoutMs = 60_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await sleep(100);
  }
}
