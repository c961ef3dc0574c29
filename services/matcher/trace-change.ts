/** The spans of a change that matched, made after the fact: a change that matches nothing costs no span. */
import type { RunCommand } from '@upshot/schemas';
import { ATTRIBUTES, recordedStage, type Attributes, type Context, type Telemetry } from '@upshot/telemetry';
import type { RecordChanged, StageTiming } from './record-change.ts';

/** Begins the activation's trace at the commit in the source; returns the context that the command carries on. */
export function traceChange(
  { change, module, activity, timings }: RecordChanged,
  command: RunCommand,
  plan: StageTiming,
  telemetry: Telemetry,
): Context {
  const attributes: Attributes = {
    [ATTRIBUTES.tenantId]: command.tenantId,
    [ATTRIBUTES.runId]: command.runId,
    [ATTRIBUTES.module]: module.module,
    ...(command.start === null ? {} : { [ATTRIBUTES.definitionId]: command.start.definitionId }),
  };
  const { startTimeMs: readAtMs } = timings.decode;
  const committedAtMs = Math.min(change.position.committedAtMs, readAtMs);
  const root = recordedStage(telemetry, 'capture-change', {
    attributes,
    startTimeMs: committedAtMs,
    endTimeMs: readAtMs,
  });
  const stage = (name: string, timing: StageTiming) =>
    recordedStage(telemetry, name, { parent: root, attributes, ...timing });
  if (activity === undefined) stage('decode-change', timings.decode);
  else stage('decode-activity', timings.decode);
  stage('find-candidates', timings.find);
  stage('evaluate-rules', timings.evaluate);
  if (timings.related !== undefined) stage('read-related', timings.related);
  return stage('plan-commands', plan);
}
