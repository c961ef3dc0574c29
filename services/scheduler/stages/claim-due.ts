/** Stage claim-due: the timers that are due and that nobody else is firing, oldest first. */
import {
  ATTRIBUTES,
  linkFrom,
  recordedStage,
  ROOT_CONTEXT,
  type Context,
  type Telemetry,
} from '@upshot/telemetry';
import type { Claim, Claims } from '../ports/claims.ts';
import type { TimerDocument } from '../ports/timer.ts';

export interface ClaimDuePorts {
  readonly claims: Claims;
  readonly telemetry: Telemetry;
  readonly now: () => number;
  readonly crashPoint: (name: string) => void;
}

/** A claim with the trace that begins at each of its timers: a long wait ends one trace and links the next. */
export interface TracedClaim {
  readonly claim: Claim;
  readonly due: readonly { readonly timer: TimerDocument; readonly context: Context }[];
}

/** Claims. Throws `store_unavailable`. */
export async function claimDue(ports: ClaimDuePorts): Promise<TracedClaim> {
  const startTimeMs = ports.now();
  const claim = await ports.claims.next();
  if (claim.timers.length > 0) ports.crashPoint('scheduler.claimed');
  const endTimeMs = ports.now();
  const due = claim.timers.map((timer) => {
    const link = linkFrom({ traceparent: timer.traceparent ?? undefined });
    const context = recordedStage(ports.telemetry, 'claim-due', {
      parent: ROOT_CONTEXT,
      links: link === undefined ? [] : [link],
      attributes: { [ATTRIBUTES.tenantId]: timer.tenantId, [ATTRIBUTES.timerId]: timer._id },
      startTimeMs,
      endTimeMs,
    });
    return { timer, context };
  });
  return { claim, due };
}
