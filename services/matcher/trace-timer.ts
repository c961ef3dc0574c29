/** The spans of a change that sets, moves or cancels a timer, made after the fact. */
import type { TimerCommand } from '@upshot/schemas';
import { ATTRIBUTES, recordedStage, type Context, type Telemetry } from '@upshot/telemetry';
import type { RecordChanged, StageTiming } from './record-change.ts';

/** Begins the timer's trace at the commit in the source; returns the context that the command carries on. */
export function traceTimer(
  { change, module, timings }: RecordChanged,
  { tenantId, timerId, date }: TimerCommand,
  plan: StageTiming,
  telemetry: Telemetry,
): Context {
  const attributes = {
    [ATTRIBUTES.tenantId]: tenantId,
    [ATTRIBUTES.module]: module.module,
    [ATTRIBUTES.timerId]: timerId,
    [ATTRIBUTES.definitionId]: date?.definitionId,
  };
  const { startTimeMs: readAtMs } = timings.decode;
  const startTimeMs = Math.min(change.position.committedAtMs, readAtMs);
  const root = recordedStage(telemetry, 'capture-change', { attributes, startTimeMs, endTimeMs: readAtMs });
  recordedStage(telemetry, 'decode-change', { parent: root, attributes, ...timings.decode });
  return recordedStage(telemetry, 'plan-timers', { parent: root, attributes, ...plan });
}
