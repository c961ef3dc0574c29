/** Records from the mirror as whole documents, each no older than it was when it was asked for. */
import type { MirrorReader, RelatedAsk, RelatedReader, Remembered } from '@upshot/mirror-reader';

export interface ReadMirroredPorts {
  readonly related: Pick<RelatedReader, 'read'>;
  readonly mirror: Pick<MirrorReader, 'readRecords'>;
}

/** `stale`: the mirror lacks what was committed before; `gone`: there is no such record, or no longer. */
export type Mirrored = Remembered | 'stale' | 'gone';

/** One for each ask, in order; a query for each module. The freshness is asked first, so that what is read after it is no older. */
export async function readMirrored(
  asks: readonly RelatedAsk[],
  { related, mirror }: ReadMirroredPorts,
): Promise<readonly Mirrored[]> {
  const fresh = await related.read(asks);
  const found = new Map<string, Remembered>();
  for (const group of Map.groupBy(asks, ({ tenantId, module }) => nameOf(tenantId, module)).values()) {
    const [first] = group;
    if (first === undefined) continue;
    const { tenantId, module } = first;
    const ids = [...new Set(group.map(({ recordId }) => recordId))];
    for (const [id, record] of await mirror.readRecords(tenantId, module, ids))
      found.set(nameOf(tenantId, module, id), record);
  }
  return asks.map(({ tenantId, module, recordId }, at) => {
    if (fresh[at] === 'related_stale') return 'stale';
    const record = found.get(nameOf(tenantId, module, recordId));
    return record === undefined || record.deleted ? 'gone' : record;
  });
}

const nameOf = (...parts: readonly string[]): string => JSON.stringify(parts);
