/** Stage complete-record: activities to which somebody listens get the rest of their records from the mirror, a batch in one query. */
import { setTimeout as pause } from 'node:timers/promises';
import { UpshotError } from '@upshot/errors';
import type { RelatedReader } from '@upshot/mirror-reader';
import type { RelatedReading } from '@upshot/rules';
import { ATTRIBUTES, inStage, type Telemetry } from '@upshot/telemetry';
import type { Image } from '@upshot/values';
import { activityKind } from '../awaited-nodes.ts';
import type { DefinitionsTable } from '../definitions-table.ts';
import type { RecordChanged } from '../record-change.ts';

export interface CompleteRecordPorts {
  readonly definitions: Pick<DefinitionsTable, 'ruleIndex'>;
  readonly related: Pick<RelatedReader, 'read'>;
  readonly telemetry: Telemetry;
  readonly now: () => number;
}

/** For so long after an event came its record's row may still be on its way, and is asked for so often. */
const ON_ITS_WAY_MS = 2_000;
const EVERY_MS = 100;

/**
 * The same activities, the data of each over the mirror's image of its record. Where nobody listens, or no table stands behind the
 * module, the mirror is not asked; a record that it does not know stays as the event tells it. Throws `store_unavailable`, and
 * `mirror_behind` where the mirror lacks what was committed before.
 */
export async function completeRecords(
  activities: readonly RecordChanged[],
  ports: CompleteRecordPorts,
): Promise<readonly RecordChanged[]> {
  const lacking = activities.filter((each) => each.module.table !== null && hasListeners(each, ports));
  if (lacking.length === 0) return activities;
  const attributes = { [ATTRIBUTES.messagingBatchCount]: lacking.length };
  return inStage(ports.telemetry, 'complete-record', { attributes }, async () => {
    const readings = await readAll(lacking, ports);
    const found = new Map(lacking.map((each, at) => [each, readings[at]]));
    return activities.map((each) => {
      const reading = found.get(each);
      return typeof reading === 'object' ? over(reading, each) : each;
    });
  });
}

function hasListeners(
  { tenantId, module, activity }: RecordChanged,
  { definitions }: CompleteRecordPorts,
): boolean {
  const kind = activityKind(activity?.type ?? '');
  return definitions.ruleIndex().rules(tenantId, module.module, kind).length > 0;
}

async function readAll(
  lacking: readonly RecordChanged[],
  { related, now }: CompleteRecordPorts,
): Promise<readonly RelatedReading[]> {
  const asks = lacking.map(({ tenantId, module, recordId, change }) => ({
    tenantId,
    module: module.module,
    recordId,
    committedAtMs: change.position.committedAtMs,
  }));
  for (;;) {
    const readings = await related.read(asks);
    if (readings.includes('related_stale'))
      throw new UpshotError(
        'mirror_behind',
        'the mirror lacks changes that were committed before an event came',
      );
    const since = now() - ON_ITS_WAY_MS;
    if (!readings.some((each, at) => each === 'related_missing' && (asks[at]?.committedAtMs ?? 0) > since))
      return readings;
    await pause(EVERY_MS);
  }
}

/** What the event says counts over what the mirror remembers. */
function over(record: Image, activity: RecordChanged): RecordChanged {
  const image = overlay(record, activity.activity?.told ?? {});
  return { ...activity, change: { ...activity.change, before: image, after: image } };
}

/** `record` with the values that were told of it. */
export function overlay({ values, unknown }: Image, told: Image['values']): Image {
  return {
    values: { ...values, ...told },
    unknown: unknown === 'rest' ? unknown : unknown.filter((field) => !Object.hasOwn(told, field)),
  };
}
