/** The whole of what a trigger asks of a change: its own criteria, and what its kind asks beside them. */
import type { Condition, Criteria, OperatorName } from '@upshot/rules';
import type { Trigger, WatchedFields, WatchedScore } from './trigger.ts';

const DIRECTIONS: Readonly<Record<WatchedScore['direction'], OperatorName>> = {
  up: 'increased',
  down: 'decreased',
  either: 'changed',
};

/** What the matcher's index holds for `trigger`; `scores` are the columns of all scores of its module. */
export function listeningCriteria(trigger: Trigger, scores: readonly string[]): Criteria {
  const { criteria, fields, score } = trigger;
  const asked: Criteria[] = [];
  if (trigger.kind === 'fields_changed' && fields !== undefined) asked.push(fieldsMoved(fields));
  if (trigger.kind === 'score_changed' && score !== undefined) asked.push(scoreMoved(score, scores));
  return asked.length === 0 ? criteria : { kind: 'all', of: [...asked, criteria] };
}

const fieldsMoved = ({ match, names }: WatchedFields): Criteria => ({
  kind: match,
  of: names.map((name) => moveOf(name, 'changed')),
});

const scoreMoved = ({ direction, columns }: WatchedScore, scores: readonly string[]): Criteria => ({
  kind: 'any',
  of: (columns ?? scores).map((column) => moveOf(column, DIRECTIONS[direction])),
});

const moveOf = (field: string, operator: OperatorName): Condition => ({
  kind: 'condition',
  field,
  operator,
  operand: null,
  caseSensitive: true,
});
