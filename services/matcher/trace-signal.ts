/** The spans of a change or an activity for which runs may be waiting, made after the fact. */
import type { RunSignal } from '@upshot/schemas';
import { ATTRIBUTES, recordedStage, type Context, type Telemetry } from '@upshot/telemetry';
import type { RecordChanged, StageTiming } from './record-change.ts';

/** Begins the signal's trace at the commit in the source; returns the context that the signal carries on. */
export function traceSignal(
  { change, activity, timings }: RecordChanged,
  { tenantId, definitionId, nodeId, module }: RunSignal,
  plan: StageTiming,
  telemetry: Telemetry,
): Context {
  const attributes = {
    [ATTRIBUTES.tenantId]: tenantId,
    [ATTRIBUTES.module]: module,
    [ATTRIBUTES.definitionId]: definitionId,
    [ATTRIBUTES.nodeId]: nodeId,
  };
  const { startTimeMs: readAtMs } = timings.decode;
  const startTimeMs = Math.min(change.position.committedAtMs, readAtMs);
  const root = recordedStage(telemetry, 'capture-change', { attributes, startTimeMs, endTimeMs: readAtMs });
  const decode = activity === undefined ? 'decode-change' : 'decode-activity';
  recordedStage(telemetry, decode, { parent: root, attributes, ...timings.decode });
  recordedStage(telemetry, 'evaluate-rules', { parent: root, attributes, ...timings.evaluate });
  return recordedStage(telemetry, 'plan-signals', { parent: root, attributes, ...plan });
}
