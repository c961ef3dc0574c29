/** Stage claim-once: one process at a time works on an effect, and a finished one is not worked on again. */
import { UpshotError } from '@upshot/errors';
import { inStage, type Telemetry } from '@upshot/telemetry';
import type { Claim, Ledger } from '../ports/ledger.ts';
import { attributesOf, type TracedEffect } from './decode-effect.ts';

export interface ClaimOncePorts {
  readonly ledger: Pick<Ledger, 'claim'>;
  readonly telemetry: Telemetry;
  readonly crashPoint: (name: string) => void;
}

/** The claim, which has a result where the effect is finished. Throws `lease_held` where another process works on it. */
export async function claimOnce(effect: TracedEffect, ports: ClaimOncePorts): Promise<Claim> {
  const { telemetry, ledger, crashPoint } = ports;
  const options = { parent: effect.trace, attributes: attributesOf(effect) };
  return inStage(telemetry, 'claim-once', options, async (stage) => {
    const claim = await ledger.claim(effect);
    if (claim === null) throw new UpshotError('lease_held', 'another process carries the effect out');
    if (claim.result !== null) stage.outcome('done_already');
    crashPoint('dispatcher.claimed');
    return claim;
  });
}
