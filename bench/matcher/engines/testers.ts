/** Engines that make one test of each definition, and that are asked definition by definition in the event's buckets. */
import type { BenchDefinition, Workload } from '../workload/index.ts';
import { documentOf, type Document } from './document.ts';
import { bucketsOf, inBuckets, type Loaded } from './engine.ts';

type Test = (document: Document) => boolean;

interface Tester {
  readonly key: string;
  readonly test: Test;
}

interface Asked {
  readonly document: Document;
  readonly testers: readonly (readonly Tester[])[];
}

/** Loads a workload into tests; each event knows its buckets before the clock starts. */
export function loadTesters(
  { definitions, events }: Workload,
  compile: (definition: BenchDefinition) => Test,
): Loaded {
  const buckets = new Map(
    [...inBuckets(definitions)].map(([name, bucket]) => [
      name,
      bucket.map((definition): Tester => ({ key: definition.key, test: compile(definition) })),
    ]),
  );
  const asked = events.map((event): Asked => ({
    document: documentOf(event),
    testers: bucketsOf(event).flatMap((name) => {
      const bucket = buckets.get(name);
      return bucket === undefined ? [] : [bucket];
    }),
  }));
  return {
    run: (from, to) => asked.slice(from, to).reduce((sum, each) => sum + countMatches(each), 0),
    keysOf: (place) => asked.slice(place, place + 1).flatMap(matchedKeys),
  };
}

function countMatches({ document, testers }: Asked): number {
  let matches = 0;
  for (const bucket of testers) for (const { test } of bucket) if (test(document)) matches += 1;
  return matches;
}

const matchedKeys = ({ document, testers }: Asked): readonly string[] =>
  testers.flatMap((bucket) => bucket.filter(({ test }) => test(document)).map(({ key }) => key));
