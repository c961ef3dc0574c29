/** Stage plan-signals: what a change or an activity is to runs that wait for it at a node: a signal, to whichever runs these are. */
import type { Codec } from '@upshot/avro';
import type { OutgoingRecord } from '@upshot/bus';
import { RUN_SIGNALS, type RunSignal } from '@upshot/schemas';
import { contextToHeaders, type Telemetry } from '@upshot/telemetry';
import type { Signalling } from '../listening-entries.ts';
import type { RecordChanged } from '../record-change.ts';
import { traceSignal } from '../trace-signal.ts';

export interface PlanSignalsPorts {
  readonly signalCodec: Pick<Codec<RunSignal>, 'encode'>;
  readonly telemetry: Telemetry;
  readonly now: () => number;
}

/** The signals, in the order of the record's changes: they have one key. Which runs wait is the runner's to know. */
export function planSignals(
  changed: RecordChanged,
  matches: readonly Signalling[],
  ports: PlanSignalsPorts,
): readonly OutgoingRecord[] {
  if (matches.length === 0) return [];
  const record = JSON.stringify((changed.change.after ?? changed.change.before)?.values ?? {});
  return matches.map((waiting) => {
    const startTimeMs = ports.now();
    const signal = signalOf(changed, waiting, record);
    const value = ports.signalCodec.encode(signal);
    const context = traceSignal(changed, signal, { startTimeMs, endTimeMs: ports.now() }, ports.telemetry);
    const key = `${signal.tenantId}/${signal.recordId}`;
    return { topic: RUN_SIGNALS, key, value, headers: contextToHeaders(context) };
  });
}

/** It occurred when the source committed it, or when the activity was accepted: what a client says of its own clock is in the output. */
function signalOf(
  { change, module, recordId, activity }: RecordChanged,
  { tenantId, definitionId, node }: Signalling,
  record: string,
): RunSignal {
  const { nodeId, what, fromVersion, toVersion, kind } = node;
  const { id: positionId, committedAtMs } = change.position;
  const output =
    activity === undefined
      ? { event: kind }
      : { ...activity.told, event: activity.type, occurredAtMs: activity.occurredAtMs };
  return {
    tenantId,
    definitionId,
    nodeId,
    module: module.module,
    recordId,
    what,
    positionId,
    occurredAtMs: committedAtMs,
    record,
    output: JSON.stringify(output),
    fromVersion,
    toVersion,
  };
}
