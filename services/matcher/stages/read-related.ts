/** Stage read-related: candidates that ask for related records get them from the mirror, all of a batch in one query. */
import { askOf, type RelatedAsk, type RelatedReader } from '@upshot/mirror-reader';
import type { RelatedReading } from '@upshot/rules';
import type { Listener } from '../listening-entries.ts';
import type { RecordChanged } from '../record-change.ts';
import type { Verdicts } from '../verdicts.ts';
import { judge, type Judged } from './evaluate-rules.ts';

export interface ReadRelatedPorts {
  readonly related: Pick<RelatedReader, 'read'>;
  readonly verdicts: Verdicts;
  readonly now: () => number;
}

/** What a lookup of a change leads to: a record to read, or a reading already. */
interface Wanted {
  readonly changed: RecordChanged;
  readonly lookup: string;
  readonly ask: RelatedAsk | Extract<RelatedReading, string>;
}

/**
 * The same changes with every candidate decided. Where none asks for a related record, the mirror is not asked. Throws
 * `store_unavailable` or `bus_unavailable` where it cannot be.
 */
export async function readRelated(
  batch: readonly Judged[],
  ports: ReadRelatedPorts,
): Promise<readonly Judged[]> {
  const asking = batch.filter(({ unread }) => unread.length > 0);
  if (asking.length === 0) return batch;
  const startTimeMs = ports.now();
  const readings = await readAll(asking.flatMap(wantedBy), ports);
  const timing = { startTimeMs, endTimeMs: ports.now() };
  return batch.map((judged) => {
    if (judged.unread.length === 0) return judged;
    judged.changed.timings.related = timing;
    const matches = decide(judged, readings.get(judged.changed) ?? new Map(), ports);
    return { ...judged, matches: [...judged.matches, ...matches], unread: [] };
  });
}

/** Each lookup that some candidate of a change asks for, once. */
function wantedBy({ changed, unread }: Judged): readonly Wanted[] {
  const { change, module, tenantId } = changed;
  const asked = { tenantId, committedAtMs: change.position.committedAtMs };
  const lookups = new Set(unread.flatMap(({ rule }) => [...rule.criteria.lookups]));
  return [...lookups].flatMap((lookup) => {
    const related = module.schema.related?.[lookup];
    return related === undefined ? [] : [{ changed, lookup, ask: askOf(related, change, asked) }];
  });
}

type Readings = ReadonlyMap<RecordChanged, ReadonlyMap<string, RelatedReading>>;

async function readAll(wanted: readonly Wanted[], { related }: ReadRelatedPorts): Promise<Readings> {
  const asks = wanted.map(({ ask }) => ask).filter((ask) => typeof ask !== 'string');
  const read = (await related.read(asks)).values();
  const readings = new Map<RecordChanged, Map<string, RelatedReading>>();
  for (const { changed, lookup, ask } of wanted) {
    const found = readings.get(changed) ?? new Map<string, RelatedReading>();
    readings.set(changed, found);
    found.set(lookup, typeof ask === 'string' ? ask : (read.next().value ?? 'related_missing'));
  }
  return readings;
}

/** The definitions that match by what was read; every other verdict is counted (law 9). */
function decide(
  { changed, unread }: Judged,
  readings: ReadonlyMap<string, RelatedReading>,
  { verdicts }: ReadRelatedPorts,
): readonly Listener[] {
  const related = (lookup: string): RelatedReading => readings.get(lookup) ?? 'related_missing';
  return unread.flatMap((candidate) => {
    const verdict = judge(changed, candidate, { tally: verdicts.tally, related });
    verdicts.count(changed.topic, verdict);
    return verdict === 'match' ? [candidate.rule.payload] : [];
  });
}
