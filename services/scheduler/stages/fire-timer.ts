/** Stage fire-timer: a run is told that its timer is due, the matcher that a date is; marked as fired once acknowledged. */
import type { Codec } from '@upshot/avro';
import type { Bus, OutgoingRecord } from '@upshot/bus';
import { NO_COMMAND, type DueTrigger, type RunCommand } from '@upshot/schemas';
import { ATTRIBUTES, contextToHeaders, recordedStage, type Context, type Telemetry } from '@upshot/telemetry';
import type { Claims } from '../ports/claims.ts';
import type { DateTimer, RunTimer, TimerDocument } from '../ports/timer.ts';
import type { TracedClaim } from './claim-due.ts';

export interface FireTimersPorts {
  readonly claims: Claims;
  readonly bus: Pick<Bus, 'send'>;
  readonly commands: Pick<Codec<RunCommand>, 'encode'>;
  readonly dues: Pick<Codec<DueTrigger>, 'encode'>;
  readonly commandsTopic: string;
  readonly duesTopic: string;
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
 * Fires the claim. What cannot be sent is given back and thrown: it is fired again, which is nothing new
 * for a run that has heard of it, nor for the run that a due date has started.
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
  const startTimeMs = ports.now();
  const record =
    timer.date === undefined
      ? commandOf(timer, firedAtMs, startTimeMs, ports)
      : dueOf(timer, firedAtMs, ports);
  const context = recordedStage(ports.telemetry, 'fire-timer', {
    parent,
    attributes: {
      ...(timer.date === undefined ? { [ATTRIBUTES.runId]: timer.runId } : {}),
      [ATTRIBUTES.timerId]: timer._id,
    },
    startTimeMs,
    endTimeMs: ports.now(),
  });
  return { ...record, headers: contextToHeaders(context) };
}

function commandOf(
  { _id: timerId, tenantId, runId, stepId, dueAtMs }: RunTimer,
  firedAtMs: number,
  sentAtMs: number,
  { commands, commandsTopic }: FireTimersPorts,
): OutgoingRecord {
  const fireTimer = { timerId, stepId, dueAtMs, firedAtMs };
  const command = { tenantId, runId, sentAtMs, ...NO_COMMAND, fireTimer };
  return { topic: commandsTopic, key: runId, value: commands.encode(command) };
}

function dueOf(
  { _id: timerId, tenantId, dueAtMs, date: planned }: DateTimer,
  firedAtMs: number,
  { dues, duesTopic }: FireTimersPorts,
): OutgoingRecord {
  const { fired: _, ...date } = planned;
  const value = dues.encode({ tenantId, timerId, ...date, dueAtMs, firedAtMs });
  return { topic: duesTopic, key: `${tenantId}/${date.recordId}`, value };
}
