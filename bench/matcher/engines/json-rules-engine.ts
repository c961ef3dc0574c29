/** json-rules-engine: one engine a bucket, one rule a definition, the document's fields as facts. */
import { UpshotError } from '@upshot/errors';
import type { Condition, Criteria, OperatorName } from '@upshot/rules';
import type { FieldValue } from '@upshot/values';
import { Engine as RulesEngine, type NestedCondition } from 'json-rules-engine';
import type { BenchDefinition } from '../workload/index.ts';
import { documentOf, isOfList, markOf, plainOf, type Document } from './document.ts';
import { bucketsOf, inBuckets, type Engine } from './engine.ts';

interface Asked {
  readonly document: Document;
  readonly engines: readonly RulesEngine[];
}

export const jsonRulesEngine: Engine = {
  name: 'json-rules-engine',
  expresses: () => true,
  load: ({ definitions, events }) => {
    const engines = new Map([...inBuckets(definitions)].map(([name, bucket]) => [name, engineOf(bucket)]));
    const asked = events.map((event): Asked => ({
      document: documentOf(event),
      engines: bucketsOf(event).flatMap((name) => engines.get(name) ?? []),
    }));
    const keysOf = async ({ document, engines }: Asked): Promise<readonly string[]> => {
      const keys: string[] = [];
      for (const engine of engines) {
        const { events } = await engine.run(document);
        for (const { type } of events) keys.push(type);
      }
      return keys;
    };
    return {
      run: async (from, to) => {
        let matches = 0;
        for (const each of asked.slice(from, to)) matches += (await keysOf(each)).length;
        return matches;
      },
      keysOf: async (place) => (await Promise.all(asked.slice(place, place + 1).map(keysOf))).flat(),
    };
  },
};

/** Parallel facts of one priority, as it comes; its own operators where it has one, two of ours where it has none. */
function engineOf(bucket: readonly BenchDefinition[]): RulesEngine {
  const engine = new RulesEngine([], { allowUndefinedFacts: true });
  engine.addOperator('startsWith', (value, part: string) => isText(value) && value.startsWith(part));
  engine.addOperator('hasPart', (value, part: string) => isText(value) && value.includes(part));
  for (const { key, criteria } of bucket) {
    const { of } = criteria.kind === 'all' ? criteria : { of: [criteria] };
    engine.addRule({ conditions: { all: of.flatMap(nestedOf) }, event: { type: key } });
  }
  return engine;
}

const isText = (value: unknown): value is string => typeof value === 'string';

function nestedOf(criteria: Criteria): readonly NestedCondition[] {
  if (criteria.kind === 'condition') return leafOf(criteria);
  if (criteria.kind === 'not') return [{ not: { all: [...nestedOf(criteria.of)] } }];
  const parts = criteria.of.map((part): NestedCondition => ({ all: [...nestedOf(part)] }));
  return [criteria.kind === 'all' ? { all: parts } : { any: parts }];
}

function leafOf({ field, operator, operand }: Condition): readonly NestedCondition[] {
  const leaf = (name: string, value: FieldValue): NestedCondition => ({
    fact: field,
    operator: name,
    value: plainOf(field, value),
  });
  const moved: NestedCondition = { fact: markOf(field), operator: 'equal', value: true };
  if (operator === 'any_change') return [moved];
  if (operator === 'changed_to') return [moved, leaf('equal', operand)];
  if (operator === 'contains') return [leaf(isOfList(field) ? 'contains' : 'hasPart', operand)];
  const name = OPERATORS.get(operator);
  if (name === undefined) throw new UpshotError('internal', `the workload has no ${operator}`);
  return [leaf(name, operand)];
}

const OPERATORS: ReadonlyMap<OperatorName, string> = new Map([
  ['equals', 'equal'],
  ['not_equals', 'notEqual'],
  ['in', 'in'],
  ['is_empty', 'equal'],
  ['is_not_empty', 'notEqual'],
  ['greater_than', 'greaterThan'],
  ['greater_or_equal', 'greaterThanInclusive'],
  ['less_than', 'lessThan'],
  ['less_or_equal', 'lessThanInclusive'],
  ['starts_with', 'startsWith'],
]);
