/** Stage fire-timer: each run is told that its timer is due; a timer is marked as fired once the command is acknowledged. */
import type { Codec } from '@upshot/avro';
import type { Bus, OutgoingRecord } from '@upshot/bus';
import type { RunCommand } from '@upshot/schemas';
import { ATTRIBUTES, contextToHeaders, recordedStage, type Context, type Telemetry } from '@upshot/telemetry';
import type { Claims } from '../ports/claims.ts';
import type { TimerDocument } from '../ports/timer.ts';
import type { TracedClaim } from './claim-due.ts';

export interface FireTimersPorts {
  readonly claims: Claims;
  readonly bus: Pick<Bus, 'send'>;
  readonly commands: Pick<Codec<RunCommand>, 'encode'>;
  readonly commandsTopic: string;
  readonly telemetry: Telemetry;
  readonly now: () => number;
  readonly crashPoint: (name: string) => void;
}

/** What a round of firing has done. */
export interface Fired {
  readonly count: number;
  /** How long until the next timer is due, where none was now; null where there is none at all. */
  readonly nextDueInMs: number | null;
}

/**
 * Fires the claim. What cannot be sent is given back and thrown: it is fired again,
 * which for a run that has heard of it is nothing new.
 */
export async function fireTimers({ claim, due }: TracedClaim, ports: FireTimersPorts): Promise<Fired> {
  const fired = { count: due.length, nextDueInMs: claim.nextDueInMs };
  if (due.length === 0) return fired;
  const records = due.map(({ timer, context }) => recordOf(timer, context, claim.claimedAtMs, ports));
  try {
    await ports.bus.send(records);
  } catch (thrown) {
    // Where even that fails, the lease runs out by itself.
    await ports.claims.release(claim).catch(() => {});
    throw thrown;
  }
  ports.crashPoint('scheduler.sent');
  await ports.claims.fired(claim);
  return fired;
}

function recordOf(
  timer: TimerDocument,
  parent: Context,
  firedAtMs: number,
  ports: FireTimersPorts,
): OutgoingRecord {
  const { _id: timerId, tenantId, runId, stepId, dueAtMs } = timer;
  const startTimeMs = ports.now();
  const fireTimer = { timerId, stepId, dueAtMs, firedAtMs };
  const command = { tenantId, runId, sentAtMs: startTimeMs, start: null, reportEffect: null, fireTimer };
  const value = ports.commands.encode(command);
  const context = recordedStage(ports.telemetry, 'fire-timer', {
    parent,
    attributes: { [ATTRIBUTES.runId]: runId, [ATTRIBUTES.timerId]: timerId },
    startTimeMs,
    endTimeMs: ports.now(),
  });
  return { topic: ports.commandsTopic, key: runId, value, headers: contextToHeaders(context) };
}
