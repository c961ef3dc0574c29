/** Stage decode-signal: records of upshot.run-signals; what cannot be read goes to the dead letters. */
import type { Codec } from '@upshot/avro';
import type { Batch, BusRecord } from '@upshot/bus';
import { readOrBury, type DeadLetters } from '@upshot/dead-letters';
import { UpshotError } from '@upshot/errors';
import type { RunSignal } from '@upshot/schemas';
import {
  ATTRIBUTES,
  contextFromHeaders,
  contextToHeaders,
  recordedStage,
  type Telemetry,
} from '@upshot/telemetry';
import { awaitKey } from '../awaits.ts';
import type { KeptSignal } from '../ports/signal-store.ts';

export interface DecodeSignalsPorts {
  readonly signalCodec: Pick<Codec<RunSignal>, 'decode'>;
  readonly deadLetters: DeadLetters;
  readonly telemetry: Telemetry;
  readonly now: () => number;
}

/** Reads a batch, in order. Throws what another attempt can help (`registry_unavailable`, `bus_unavailable`). */
export async function decodeSignals(batch: Batch, ports: DecodeSignalsPorts): Promise<readonly KeptSignal[]> {
  const signals: KeptSignal[] = [];
  for (const record of batch.records) {
    const signal = await readOrBury(record, 'decode-signal', ports.deadLetters, () => read(record, ports));
    if (signal !== null) signals.push(signal);
  }
  return signals;
}

async function read(record: BusRecord, ports: DecodeSignalsPorts): Promise<KeptSignal> {
  const startTimeMs = ports.now();
  if (record.value === null) throw new UpshotError('record_invalid', 'a signal without a value');
  const { definitionId, what, ...signal } = await ports.signalCodec.decode(record.value);
  if (what === 'other') throw new UpshotError('record_invalid', 'a signal of an unknown kind');
  const { tenantId, nodeId, module, recordId } = signal;
  const context = recordedStage(ports.telemetry, 'decode-signal', {
    parent: contextFromHeaders(record.headers),
    attributes: {
      [ATTRIBUTES.tenantId]: tenantId,
      [ATTRIBUTES.definitionId]: definitionId,
      [ATTRIBUTES.nodeId]: nodeId,
      [ATTRIBUTES.module]: module,
    },
    startTimeMs,
    endTimeMs: ports.now(),
  });
  const key = awaitKey({ tenantId, definitionId, nodeId, recordId });
  return { ...signal, what, key, headers: contextToHeaders(context) };
}
