/** Stage decode-activity: a record of upshot.activities as what happened to a record; what cannot be read is buried. */
import type { Codec } from '@upshot/avro';
import type { BusRecord } from '@upshot/bus';
import { readOrBury, type DeadLetters } from '@upshot/dead-letters';
import { UpshotError } from '@upshot/errors';
import type { SourceMapping } from '@upshot/mapping';
import type { Activity } from '@upshot/schemas';
import type { FieldValue } from '@upshot/values';
import { z } from 'zod';
import type { RecordChanged } from '../record-change.ts';
import type { Verdicts } from '../verdicts.ts';

export interface DecodeActivityPorts {
  readonly activityCodec: Pick<Codec<Activity>, 'decode'>;
  readonly mapping: SourceMapping;
  readonly deadLetters: DeadLetters;
  readonly verdicts: Verdicts;
  readonly now: () => number;
}

const fieldValue: z.ZodType<FieldValue> = z.json();
const data = z.record(z.string(), fieldValue);

/**
 * The activity in `record`, or null where there is none to match. It stands as an update in which nothing moved: the image is
 * the event's data, and what it leaves out is unknown until the record is read. Throws what another attempt can help.
 */
export async function decodeActivity(
  record: BusRecord,
  ports: DecodeActivityPorts,
): Promise<RecordChanged | null> {
  const startTimeMs = ports.now();
  const { deadLetters, verdicts } = ports;
  const read = () => readActivity(record, startTimeMs, ports);
  const found = await readOrBury(record, 'decode-activity', deadLetters, read);
  return found ?? verdicts.count(record.topic, 'dead_letter');
}

async function readActivity(
  record: BusRecord,
  startTimeMs: number,
  { activityCodec, mapping, now }: DecodeActivityPorts,
): Promise<RecordChanged> {
  if (record.value === null) throw new UpshotError('record_invalid', 'an activity without a value');
  const activity = await activityCodec.decode(record.value);
  const module = mapping.modules.get(activity.module);
  if (module === undefined) throw new UpshotError('record_invalid', 'the source mapping has no such module');
  const { tenantId, recordId, type, occurredAtMs } = activity;
  const values = { ...data.parse(JSON.parse(activity.data)), [module.id]: recordId };
  const image = { values, unknown: module.table === null ? [] : ('rest' as const) };
  const endTimeMs = now();
  const next = { startTimeMs: endTimeMs, endTimeMs };
  return {
    topic: record.topic,
    module,
    tenantId,
    recordId,
    cause: null,
    activity: { type, occurredAtMs, told: values },
    change: {
      operation: 'update',
      before: image,
      after: image,
      key: { [module.id]: recordId },
      position: positionOf(activity, record.topic),
    },
    timings: { decode: { startTimeMs, endTimeMs }, find: { ...next }, evaluate: { ...next } },
  };
}

/** Its id is the event's own, so that one that comes again starts nothing again. */
const positionOf = ({ positionId, occurredAtMs, acceptedAtMs }: Activity, topic: string) => ({
  id: positionId,
  sequence: BigInt(occurredAtMs),
  table: topic,
  committedAtMs: acceptedAtMs,
});
