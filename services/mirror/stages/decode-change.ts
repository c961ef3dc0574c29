/**
 * Stage decode-change: records into changes of mapped records. What cannot be read is only counted and passed over:
 * the matcher reads the same topics and buries it, and one poison record should make one dead letter.
 */
import type { Batch, BusRecord } from '@upshot/bus';
import type { ChangeEvent, Decoder } from '@upshot/cdc';
import { toUpshotError, UpshotError } from '@upshot/errors';
import { recordIdOf, tenantOf, type ModuleMapping, type SourceMapping } from '@upshot/mapping';
import { paddedSequence } from '@upshot/mirror-reader';
import { ATTRIBUTES, inStage, type Telemetry } from '@upshot/telemetry';
import type { RecordChanged } from '../remember.ts';

export interface DecodeChangesPorts {
  readonly decoder: Pick<Decoder, 'decode'>;
  readonly mapping: SourceMapping;
  readonly telemetry: Telemetry;
}

/** The changes in a batch, in order. Throws what another attempt can help (`registry_unavailable`). */
export async function decodeChanges(
  batch: Batch,
  ports: DecodeChangesPorts,
): Promise<readonly RecordChanged[]> {
  const attributes = {
    [ATTRIBUTES.messagingDestination]: batch.topic,
    [ATTRIBUTES.messagingBatchCount]: batch.records.length,
  };
  return inStage(ports.telemetry, 'decode-change', { attributes }, async () => {
    const changes: RecordChanged[] = [];
    for (const record of batch.records) {
      const change = await readOrPass(record, ports);
      if (change !== null) changes.push(change);
    }
    return changes;
  });
}

async function readOrPass(record: BusRecord, ports: DecodeChangesPorts): Promise<RecordChanged | null> {
  try {
    return await read(record, ports);
  } catch (thrown) {
    const error = toUpshotError(thrown, 'record_invalid');
    if (error.retry !== 'never') throw error;
    return pass(record, error.code, ports);
  }
}

async function read(record: BusRecord, ports: DecodeChangesPorts): Promise<RecordChanged | null> {
  const module = ports.mapping.byTopic.get(record.topic);
  if (module === undefined) throw new UpshotError('record_invalid', 'the source mapping has no such topic');
  const decoded = await ports.decoder.decode(record);
  return decoded.kind === 'change' ? changeOf(module, decoded.change) : pass(record, decoded.why, ports);
}

function changeOf(module: ModuleMapping, change: ChangeEvent): RecordChanged {
  const [tenantId, recordId] = [tenantOf(module, change), recordIdOf(module, change)];
  if (tenantId === null || recordId === null)
    throw new UpshotError('key_without_row', 'a change without tenant or id');
  const { operation, position } = change;
  if (operation !== 'delete' && change.after === null)
    throw new UpshotError('key_without_row', 'a change without the row that it left');
  paddedSequence(position.sequence);
  return {
    tenantId,
    module: module.module,
    recordId,
    operation,
    after: change.after ?? { values: {}, unknown: [] },
    sequence: position.sequence,
    positionId: position.id,
    committedAtMs: position.committedAtMs,
  };
}

function pass(record: BusRecord, why: string, ports: DecodeChangesPorts): null {
  ports.telemetry.metrics.countRecords(record.topic, why);
  return null;
}
