/** Turns the groups of `logic.yaml` into criteria, one leaf for each verdict. */
import type { Image, ModuleSchema, RecordChange } from '@upshot/values';
import type { Criteria } from '../criteria.ts';
import type { RelatedReading } from '../evaluation-context.ts';
import { conditionOf, readLogicCases, schemaOf, type Logic } from './cases.ts';
import type { PublishedCase } from './published-case.ts';

/** Each lookup's column holds the lookup's own name, so that a reader of records knows what to answer. */
const known: Image = {
  values: { value: 'won', missing_id: 'missing', stale_id: 'stale', unread_id: 'unread' },
  unknown: [],
};
const change: RecordChange = { operation: 'update', before: null, after: known };

/** What reading each lookup finds. */
const READINGS: Readonly<Record<string, RelatedReading>> = {
  missing: 'related_missing',
  stale: 'related_stale',
  unread: 'related_unread',
};
const schema: ModuleSchema = {
  module: 'things',
  fields: {
    ...schemaOf('text').fields,
    missing_id: { type: 'reference' },
    stale_id: { type: 'reference' },
    unread_id: { type: 'reference' },
  },
  related: Object.fromEntries(
    Object.keys(READINGS).map((lookup) => [lookup, { column: `${lookup}_id`, schema: schemaOf('text') }]),
  ),
};
const there = (related: string): Criteria => ({ ...conditionOf('equals', 'won', true), related });

const LEAVES: Readonly<Record<Extract<Logic, string>, Criteria>> = {
  M: conditionOf('equals', 'won', true),
  N: conditionOf('equals', 'lost', true),
  X: there('missing'),
  S: there('stale'),
  U: conditionOf('any_change', null, true),
  R: there('unread'),
};

function criteriaOf(logic: Logic): Criteria {
  if (typeof logic === 'string') return LEAVES[logic];
  if ('not' in logic) return { kind: 'not', of: criteriaOf(logic.not) };
  return 'all' in logic
    ? { kind: 'all', of: logic.all.map(criteriaOf) }
    : { kind: 'any', of: logic.any.map(criteriaOf) };
}

/** The cases of groups. */
export const logicCases = (): readonly PublishedCase[] =>
  readLogicCases().map(([logic, verdict]) => ({
    name: `logic ${JSON.stringify(logic)}`,
    schema,
    criteria: criteriaOf(logic),
    change,
    context: { nowMs: 0, related: (lookup) => READINGS[lookup] ?? 'related_missing' },
    verdict,
    unlike: 0,
  }));
