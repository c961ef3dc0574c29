/** Evaluation changed in one thing each, by what it is given: what the published cases must tell from the real one. */
import { isObject, type FieldValue, type Image, type Operation } from '@upshot/values';
import type { Condition, Criteria } from '../criteria.ts';
import type { RelatedReading } from '../evaluation-context.ts';
import type { PublishedCase } from './published-case.ts';

/** A case as a mistaken evaluator would take it. */
type Mistake = (given: PublishedCase) => PublishedCase;

const operation =
  (from: Operation, to: Operation): Mistake =>
  (given) =>
    given.change.operation === from ? { ...given, change: { ...given.change, operation: to } } : given;

const images =
  (
    change: (image: Image | null) => Image | null,
    ends: readonly ('before' | 'after')[] = ['before', 'after'],
  ): Mistake =>
  (given) => {
    const { before, after } = given.change;
    const changed = {
      before: ends.includes('before') ? change(before) : before,
      after: ends.includes('after') ? change(after) : after,
    };
    return { ...given, change: { ...given.change, ...changed } };
  };

const known = (image: Image | null): Image | null => (image === null ? null : { ...image, unknown: [] });

const reading =
  (change: (found: RelatedReading) => RelatedReading): Mistake =>
  (given) => {
    const { related } = given.context;
    if (related === undefined) return given;
    return { ...given, context: { ...given.context, related: (lookup) => change(related(lookup)) } };
  };

const EMPTY: Image = { values: {}, unknown: [] };
const takes = (from: RelatedReading, to: RelatedReading): Mistake =>
  reading((found) => (found === from ? to : found));

const shifted =
  (byMs: number): Mistake =>
  (given) => ({ ...given, context: { ...given.context, nowMs: given.context.nowMs + byMs } });

const criteria =
  (change: (part: Criteria) => Criteria): Mistake =>
  (given) => ({ ...given, criteria: throughout(given.criteria, change) });

function throughout(part: Criteria, change: (part: Criteria) => Criteria): Criteria {
  if (part.kind === 'condition') return change(part);
  if (part.kind === 'not') return change({ kind: 'not', of: throughout(part.of, change) });
  return change({ ...part, of: part.of.map((each) => throughout(each, change)) });
}

const operands = (change: (operand: FieldValue) => FieldValue): Mistake =>
  criteria((part) => (part.kind === 'condition' ? { ...part, operand: within(part.operand, change) } : part));

const within = (operand: FieldValue, change: (operand: FieldValue) => FieldValue): FieldValue =>
  Array.isArray(operand) ? operand.map((each: FieldValue) => change(each)) : change(operand);

/** A relative date without one of its parts. */
const without = (...keys: readonly string[]): Mistake =>
  operands((operand) => (isObject(operand) && 'relativeTo' in operand ? left(operand, keys) : operand));

/** A relative date whose amounts lack a unit. */
const withoutUnit = (unit: string): Mistake =>
  operands((operand) => {
    const plus = isObject(operand) ? operand['plus'] : undefined;
    return isObject(operand) && isObject(plus ?? null)
      ? { ...operand, plus: left(plus ?? null, [unit]) }
      : operand;
  });

const left = (object: FieldValue, keys: readonly string[]): FieldValue =>
  isObject(object)
    ? Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)))
    : object;

const withoutRelated = ({ related: _related, ...condition }: Condition): Condition => condition;

const DAY_MS = 86_400_000;

export const EVALUATOR_MUTANTS: Readonly<Record<string, Mistake>> = {
  'asks a snapshot read': operation('read', 'update'),
  'takes a create for an update': operation('create', 'update'),
  'takes an update for a create': operation('update', 'create'),
  'takes a delete for an update': operation('delete', 'update'),
  'takes unknown for absent': images(known),
  'takes unknown before for absent': images(known, ['before']),
  'takes unknown after for absent': images(known, ['after']),
  'takes no image for an empty one': images((image) => image ?? EMPTY, ['before']),
  'takes absent for unknown': images((image) => (image === null ? null : { ...image, unknown: 'rest' })),
  'looks at the image before': (given) => {
    const { operation: kind, before, after } = given.change;
    return { ...given, change: { operation: kind, before: after, after: before } };
  },
  'takes a missing record for an empty one': takes('related_missing', EMPTY),
  'takes a missing record for a stale one': takes('related_missing', 'related_stale'),
  'takes a stale record for an empty one': takes('related_stale', EMPTY),
  'takes a stale record for a missing one': takes('related_stale', 'related_missing'),
  'takes an unread record for a missing one': takes('related_unread', 'related_missing'),
  'takes unknown there for absent': reading((found) =>
    typeof found === 'string' ? found : { ...found, unknown: [] },
  ),
  'looks for the related field here': criteria((part) =>
    part.kind === 'condition' ? withoutRelated(part) : part,
  ),
  'is a day late': shifted(DAY_MS),
  'is a day early': shifted(-DAY_MS),
  'is a millisecond late': shifted(1),
  'is a millisecond early': shifted(-1),
  'knows one zone': without('zone'),
  'knows one week': without('weekStart'),
  'knows one year': without('yearStart'),
  'adds nothing': without('plus'),
  ...Object.fromEntries(
    ['years', 'quarters', 'months', 'weeks', 'days', 'hours', 'minutes'].map((unit) => [
      `adds no ${unit}`,
      withoutUnit(unit),
    ]),
  ),
  'counts from now': operands((operand) => (isObject(operand) ? { ...operand, relativeTo: 'now' } : operand)),
  'counts from the day': operands((operand) =>
    isObject(operand) && 'relativeTo' in operand ? { ...operand, relativeTo: 'day' } : operand,
  ),
  'takes all for any': criteria((part) => (part.kind === 'all' ? { ...part, kind: 'any' } : part)),
  'takes any for all': criteria((part) => (part.kind === 'any' ? { ...part, kind: 'all' } : part)),
  'leaves out not': criteria((part) => (part.kind === 'not' ? part.of : part)),
  'leaves out the last part': criteria((part) =>
    part.kind === 'all' || part.kind === 'any' ? { ...part, of: part.of.slice(0, -1) } : part,
  ),
  'leaves out the first part': criteria((part) =>
    part.kind === 'all' || part.kind === 'any' ? { ...part, of: part.of.slice(1) } : part,
  ),
  'ignores letter case': criteria((part) =>
    part.kind === 'condition' ? { ...part, caseSensitive: false } : part,
  ),
};
