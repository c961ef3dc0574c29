/** The plainest thing that could work: every compiled closure of the bucket, one after the other. */
import { compileCriteria, type CompiledCriteria } from '@upshot/rules';
import type { BenchEvent, Workload } from '../workload/index.ts';
import { bucketOf, inBuckets, type Engine } from './engine.ts';

interface Closure {
  readonly key: string;
  readonly evaluate: CompiledCriteria['evaluate'];
}

export const scan: Engine = {
  name: 'scan',
  expresses: () => true,
  load: (workload) => {
    const { events } = workload;
    const buckets = compileBuckets(workload);
    return {
      run: (from, to) => {
        let matches = 0;
        for (const event of events.slice(from, to)) matches += countMatches(buckets, event);
        return matches;
      },
      keysOf: (place) => events.slice(place, place + 1).flatMap((event) => matchedKeys(buckets, event)),
    };
  },
};

/** The closures of each bucket. */
export const compileBuckets = ({ definitions, schemas }: Workload): ReadonlyMap<string, readonly Closure[]> =>
  new Map(
    [...inBuckets(definitions)].map(([name, bucket]) => [
      name,
      bucket.map(({ key, module, criteria }) => {
        const schema = schemas.get(module) ?? { module, fields: {} };
        return { key, evaluate: compileCriteria(criteria, schema).evaluate };
      }),
    ]),
  );

/** How many definitions an event meets in its buckets. */
export const countCandidates = (
  buckets: ReadonlyMap<string, readonly unknown[]>,
  { tenantId, module, kinds }: BenchEvent,
): number =>
  kinds.reduce((sum, kind) => sum + (buckets.get(bucketOf(tenantId, module, kind))?.length ?? 0), 0);

function countMatches(buckets: ReadonlyMap<string, readonly Closure[]>, event: BenchEvent): number {
  let matches = 0;
  for (const kind of event.kinds) {
    const bucket = buckets.get(bucketOf(event.tenantId, event.module, kind));
    if (bucket === undefined) continue;
    for (const { evaluate } of bucket) if (evaluate(event.change) === 'match') matches += 1;
  }
  return matches;
}

const matchedKeys = (
  buckets: ReadonlyMap<string, readonly Closure[]>,
  event: BenchEvent,
): readonly string[] =>
  event.kinds.flatMap((kind) =>
    (buckets.get(bucketOf(event.tenantId, event.module, kind)) ?? [])
      .filter(({ evaluate }) => evaluate(event.change) === 'match')
      .map(({ key }) => key),
  );
