/** Ends the open runs of a subject that is erased, as a person's cancel would: nobody who is erased hears from a run that waited. */
import type { Codec } from '@upshot/avro';
import type { Bus } from '@upshot/bus';
import type { DueErasure, ErasePart } from '@upshot/history';
import { NO_COMMAND, NO_TAKE_OVER, RUN_COMMANDS, type RunCommand } from '@upshot/schemas';

export interface EndRunsPorts {
  readonly openRunsOf: (subject: DueErasure) => Promise<ReadonlySet<string>>;
  readonly bus: Pick<Bus, 'send'>;
  readonly codec: Pick<Codec<RunCommand>, 'encode'>;
  readonly now: () => number;
  /** Whether all commands that were sent up to then have been handled. */
  readonly hasHandled: (atMs: number) => Promise<boolean>;
  /** For so long after the request, a start that was on its way may still come. */
  readonly settleMs?: number;
}

const SETTLE_MS = 60_000;
/** A run that is open for so long after it was told is told again. */
const RETELL_MS = 60_000;

/**
 * Tells them, and is done when none is open any more and none can have been on its way; counts all that it ended. Which runs these
 * are is remembered before they are told, since the history waits for their ends. Telling a run twice is a no-op in the run.
 */
export function createEndRuns(ports: EndRunsPorts): ErasePart {
  const { openRunsOf, hasHandled, now, settleMs = SETTLE_MS } = ports;
  const toldAtMs = new Map<string, number>();
  const begun = new Set<string>();
  return async (due, remember) => {
    // Asked before: a run that starts in between is found.
    const settledAtMs = due.requestedAtMs + settleMs;
    const isSettled = now() >= settledAtMs && (await hasHandled(settledAtMs));
    // All that a tenant has open is looked at: once at the beginning, and then when it may be the last time.
    if (!isSettled && begun.has(due.erasureId)) return null;
    begun.add(due.erasureId);
    const open = await openRunsOf(due);
    if (open.size > 0) await remember({ runIds: [...open] });
    const untold = [...open].filter((runId) => (toldAtMs.get(runId) ?? -Infinity) + RETELL_MS <= now());
    await cancel(untold, due, ports);
    for (const runId of untold) toldAtMs.set(runId, now());
    if (open.size > 0 || !isSettled) return null;
    begun.delete(due.erasureId);
    for (const runId of due.runIds) toldAtMs.delete(runId);
    return due.runIds.length;
  };
}

async function cancel(
  runIds: readonly string[],
  { erasureId, requestedBy: by, tenantId }: DueErasure,
  { bus, codec, now }: EndRunsPorts,
): Promise<void> {
  const control = { verb: 'cancel', by, reason: `erasure ${erasureId}`, ...NO_TAKE_OVER } as const;
  const commands = runIds.map((runId) => ({ ...NO_COMMAND, tenantId, runId, sentAtMs: now(), control }));
  const records = commands.map((command) => ({
    topic: RUN_COMMANDS,
    key: command.runId,
    value: codec.encode(command),
    headers: {},
  }));
  if (records.length > 0) await bus.send(records);
}
