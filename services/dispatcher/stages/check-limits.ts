/** Stage check-limits: no tenant takes more than its share of a channel (law 7). */
import { UpshotError } from '@upshot/errors';
import { inStage, type Telemetry } from '@upshot/telemetry';
import type { Claim } from '../ports/ledger.ts';
import type { Limits } from '../ports/limits.ts';
import { attributesOf, type TracedEffect } from './decode-effect.ts';

export interface CheckLimitsPorts {
  readonly limits: Limits;
  readonly telemetry: Telemetry;
}

/** Throws `limit_reached` (retry later). An effect that was let through once is not asked again. */
export async function checkLimits(
  effect: TracedEffect,
  claim: Claim,
  ports: CheckLimitsPorts,
): Promise<void> {
  const options = { parent: effect.trace, attributes: attributesOf(effect) };
  await inStage(ports.telemetry, 'check-limits', options, async (stage) => {
    if (claim.request !== null) {
      stage.outcome('passed_already');
      return;
    }
    const waitMs = await ports.limits.take(effect.tenantId, effect.channel);
    if (waitMs > 0) throw new UpshotError('limit_reached', `the channel is free again in ${waitMs} ms`);
  });
}
