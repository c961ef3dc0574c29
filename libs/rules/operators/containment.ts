/** Part of a text, member of a list: what `contains` and `not_contains` rest on. */
import {
  equalTo,
  foldCase,
  isEmptyValue,
  isList,
  textOf,
  type FieldType,
  type FieldValue,
} from '@upshot/values';
import type { Condition } from '../criteria.ts';
import type { ValueTest } from './operator.ts';

/** The types whose values have parts. */
export const CONTAINING: readonly FieldType[] = ['text', 'reference', 'list', 'json'];

/**
 * Whether a text contains the operand's text, or a list has a member that equals it. An empty field is the empty
 * text (which the empty text is part of), or a list without members.
 */
export function containment(condition: Condition, type: FieldType): ValueTest {
  const inList = memberOf(condition);
  const inText = textTest(condition, type, (text, part) => text.includes(part));
  if (type === 'list') return listOnly(condition, inList);
  if (type !== 'json') return inText;
  return (value, context) => (isList(value) ? inList(value) : inText(value, context));
}

/** A test of texts against the operand's text, both folded. Inside json only texts are texts; the rest is unlike: counted. */
export function textTest(
  condition: Condition,
  type: FieldType,
  holds: (text: string, part: string) => boolean,
): ValueTest {
  const operand = textOf(condition.operand);
  const part = operand === undefined ? undefined : foldCase(operand, condition.caseSensitive);
  return (value, context) => {
    const text = isEmptyValue(value) ? '' : readText(value, type);
    if (text !== undefined && part !== undefined) return holds(foldCase(text, condition.caseSensitive), part);
    context.tally?.unlike(condition);
    return false;
  };
}

function readText(value: FieldValue, type: FieldType): string | undefined {
  return type === 'json' && typeof value !== 'string' ? undefined : textOf(value);
}

function memberOf(condition: Condition): (members: readonly FieldValue[]) => boolean {
  const likeness = equalTo('json', condition.operand, condition.caseSensitive);
  return (members) => members.some((member) => likeness(member) === 'equal');
}

function listOnly(condition: Condition, holds: (members: readonly FieldValue[]) => boolean): ValueTest {
  return (value, context) => {
    if (isList(value)) return holds(value);
    if (!isEmptyValue(value)) context.tally?.unlike(condition);
    return false;
  };
}
