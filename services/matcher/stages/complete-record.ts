/** Stage complete-record: activities to which somebody listens get the rest of their records from the mirror, a batch in a few queries. */
import type { MirrorReader, Remembered } from '@upshot/mirror-reader';
import { ATTRIBUTES, inStage, type Telemetry } from '@upshot/telemetry';
import type { Image } from '@upshot/values';
import type { DefinitionsTable } from '../definitions-table.ts';
import { activityKind } from '../listening-entries.ts';
import type { RecordChanged } from '../record-change.ts';

export interface CompleteRecordPorts {
  readonly definitions: Pick<DefinitionsTable, 'ruleIndex'>;
  readonly mirror: Pick<MirrorReader, 'readRecords'>;
  readonly telemetry: Telemetry;
}

/**
 * The same activities, the data of each over the mirror's image of its record. Where nobody listens, or no table stands behind the
 * module, the mirror is not asked; a record that it does not know stays as the event tells it. Throws `store_unavailable`.
 */
export async function completeRecords(
  activities: readonly RecordChanged[],
  ports: CompleteRecordPorts,
): Promise<readonly RecordChanged[]> {
  const lacking = activities.filter((each) => each.module.table !== null && hasListeners(each, ports));
  if (lacking.length === 0) return activities;
  const attributes = { [ATTRIBUTES.messagingBatchCount]: lacking.length };
  return inStage(ports.telemetry, 'complete-record', { attributes }, async () => {
    const remembered = await readAll(lacking, ports);
    return activities.map((each) => {
      const known = remembered.get(keyOf(each));
      return known === undefined || known.deleted ? each : over(known, each);
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
  { mirror }: CompleteRecordPorts,
): Promise<ReadonlyMap<string, Remembered>> {
  const found = new Map<string, Remembered>();
  const groups = Map.groupBy(lacking, ({ tenantId, module }) => JSON.stringify([tenantId, module.module]));
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const ids = [...new Set(group.map(({ recordId }) => recordId))];
    for (const [recordId, record] of await mirror.readRecords(first.tenantId, first.module.module, ids))
      found.set(keyOf({ ...first, recordId }), record);
  }
  return found;
}

const keyOf = ({ tenantId, module, recordId }: RecordChanged): string =>
  JSON.stringify([tenantId, module.module, recordId]);

/** What the event says counts over what the mirror remembers. */
function over(record: Image, activity: RecordChanged): RecordChanged {
  const told = activity.change.after?.values ?? {};
  const { unknown } = record;
  const image: Image = {
    values: { ...record.values, ...told },
    unknown: unknown === 'rest' ? unknown : unknown.filter((field) => !Object.hasOwn(told, field)),
  };
  return { ...activity, change: { ...activity.change, before: image, after: image } };
}
