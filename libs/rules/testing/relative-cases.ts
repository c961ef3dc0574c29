/** Reads `relative.yaml`: operands relative to now, at a given now. */
import type { FieldValue } from '@upshot/values';
import { z } from 'zod';
import { OPERATOR_NAMES, type Criteria } from '../criteria.ts';
import { conditionOf, imageOf, options, readFile, schemaOf, type, value, verdict } from './cases.ts';
import type { PublishedCase, PublishedRefusal } from './published-case.ts';

const operator = z.enum(OPERATOR_NAMES);
const now = z.iso.datetime().transform((text) => Date.parse(text));
const row = z.tuple([type, operator, now, value, value, value, verdict], options);
const range = z.tuple([z.string(), value, value, now, z.iso.date().nullable(), z.iso.date().nullable()]);
const file = z.strictObject({
  cases: z.array(row),
  ranges: z.array(range),
  problems: z.array(z.tuple([type, operator, value, z.string(), z.string()])),
});
type Range = z.infer<typeof range>;

const DAY_MS = 86_400_000;
const dayOf = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** The cases at a given now. */
export function relativeCases(): readonly PublishedCase[] {
  const { cases, ranges } = file.parse(readFile('relative'));
  const single = cases.map(([fieldType, name, nowMs, before, after, operand, expected, more], place) => ({
    name: `relative ${place}: ${fieldType} ${name} ${JSON.stringify(operand)}`,
    schema: schemaOf(fieldType),
    criteria: conditionOf(name, operand, true),
    change: {
      operation: 'update' as const,
      before: imageOf(before, 'column'),
      after: imageOf(after, 'column'),
    },
    context: { nowMs },
    verdict: expected,
    unlike: more?.unlike === true ? 1 : 0,
  }));
  return [...single, ...ranges.flatMap(rangeCases)];
}

/** The operands that are refused. */
export const relativeRefusals = (): readonly PublishedRefusal[] =>
  file.parse(readFile('relative')).problems.map(([fieldType, name, operand, code, path]) => ({
    name: `relative: ${fieldType} ${name} ${JSON.stringify(operand)}`,
    schema: schemaOf(fieldType),
    criteria: conditionOf(name, operand, true),
    code,
    path,
  }));

/** From its first moment until just before its end, whether the field holds days or instants. */
export const rangeCriteria = (from: FieldValue, before: FieldValue): Criteria => ({
  kind: 'all',
  of: [
    ...(from === null ? [] : [conditionOf('greater_or_equal', from, true)]),
    ...(before === null ? [] : [conditionOf('less_than', before, true)]),
  ],
});

function rangeCases(given: Range): readonly PublishedCase[] {
  const [, , , , first, last] = given;
  const at = rangeCase(given);
  const [one, other] = [first ?? last ?? '', last ?? first ?? ''];
  return [
    at('date', one, 'match'),
    ...(one === other ? [] : [at('date', other, 'match')]),
    at('datetime', `${one}T00:00:00Z`, 'match'),
    at('datetime', `${other}T23:59:59.999999Z`, 'match'),
    at('date', dayOf(one, -1), first === null ? 'match' : 'no_match'),
    at('datetime', `${dayOf(one, -1)}T23:59:59.999Z`, first === null ? 'match' : 'no_match'),
    at('date', dayOf(other, 1), last === null ? 'match' : 'no_match'),
    at('datetime', `${dayOf(other, 1)}T00:00:00Z`, last === null ? 'match' : 'no_match'),
  ];
}

const rangeCase =
  ([name, from, before, nowMs]: Range) =>
  (fieldType: 'date' | 'datetime', after: string, expected: 'match' | 'no_match'): PublishedCase => ({
    name: `${name}: ${fieldType} ${after}`,
    schema: schemaOf(fieldType),
    criteria: rangeCriteria(from, before),
    change: { operation: 'update', before: imageOf(null, 'column'), after: imageOf(after, 'column') },
    context: { nowMs },
    verdict: expected,
    unlike: 0,
  });
