/** Generators of values, images and criteria for property tests. */
import type { FieldValue, Image } from '@upshot/values';
import fc from 'fast-check';
import { OPERATOR_NAMES, type Criteria } from '../criteria.ts';

const few = fc.constantFrom<FieldValue>(
  'won',
  'Won',
  'lost',
  '',
  '5',
  '5.0',
  '2026-03-01',
  '1970-01-01',
  '1970-01-02T00:00:00Z',
  null,
  true,
  false,
  5,
  7,
);

/** Any value, with a bias to the few that meet each other. */
export const { value: anyValue } = fc.letrec<{ value: FieldValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    { weight: 4, arbitrary: few },
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'key', 'constructor'), tie('value'), { maxKeys: 2 }),
  ),
}));

const unknown = fc.constantFrom<Image['unknown']>([], [], ['value'], ['data', 'other'], 'rest');
const fields = fc.record(
  { value: anyValue, other: anyValue, data: anyValue, when: anyValue },
  { requiredKeys: [] },
);

/** An image that may leave things out, or no image. */
export const anyImage: fc.Arbitrary<Image | null> = fc.option(fc.record({ values: fields, unknown }), {
  freq: 8,
});

/** A date relative to now, in UTC. */
const relative = fc.record(
  {
    relativeTo: fc.constantFrom('now', 'day', 'month', 'year'),
    plus: fc.record(
      { days: fc.integer({ min: -1, max: 1 }), months: fc.integer({ min: -1, max: 1 }) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['relativeTo'] },
);
const operand = fc.oneof({ weight: 5, arbitrary: anyValue }, relative);

const condition = fc.record({
  kind: fc.constant('condition' as const),
  field: fc.constantFrom('value', 'other', 'when', 'data', 'data.key', 'data.a', 'gone'),
  operator: fc.constantFrom(...OPERATOR_NAMES),
  operand: fc.oneof(operand, fc.array(operand, { maxLength: 3 })),
  caseSensitive: fc.boolean(),
});

/** Any criteria, a few groups deep. */
export const { criteria: anyCriteria } = fc.letrec<{ criteria: Criteria }>((tie) => ({
  criteria: fc.oneof(
    { maxDepth: 4 },
    condition,
    fc.record({ kind: fc.constant('all' as const), of: fc.array(tie('criteria'), { maxLength: 4 }) }),
    fc.record({ kind: fc.constant('any' as const), of: fc.array(tie('criteria'), { maxLength: 4 }) }),
    fc.record({ kind: fc.constant('not' as const), of: tie('criteria') }),
  ),
}));
