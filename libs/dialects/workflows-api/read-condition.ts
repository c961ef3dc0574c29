/** Reads one condition: a field, an operator, a value. */
import type { ModuleMapping } from '@upshot/mapping';
import { checkCriteria, type Condition, type OperatorName } from '@upshot/rules';
import type { FieldValue } from '@upshot/values';
import { isJsonList, isJsonObject, type JsonObject } from '../shared/json.ts';
import type { Path } from '../shared/path.ts';
import { quoted, refuseUnknown, requireText } from '../shared/read.ts';
import type { Report } from '../shared/report.ts';
import { WORKFLOWS_OPERATORS } from './operators.ts';
import { readField } from './read-field.ts';

const KNOWN = new Set(['id', 'type', 'field', 'fieldType', 'operator', 'value']);

/** Operators that take no value; one that is sent (clients leave '' there) says nothing. */
const WITHOUT_VALUE: ReadonlySet<OperatorName> = new Set(['is_empty', 'is_not_empty', 'any_change']);

/** The engine of the reference's product compares these by letter case too; all others fold it. */
const CASE_SENSITIVE: ReadonlySet<OperatorName> = new Set(['in', 'not_in']);

/** The condition in `object`; one that is wrong has been reported, and what is returned is not to be used. */
export function readCondition(
  object: JsonObject,
  path: Path,
  mapping: ModuleMapping | null,
  report: Report,
): Condition {
  refuseUnknown(object, KNOWN, path, report);
  if (object['type'] !== undefined && object['type'] !== 'condition')
    report([...path, 'type'], 'invalid_value', 'must be condition');
  const operator = readOperator(object, [...path, 'operator'], report);
  const field = readField(object, path, mapping, report);
  const value = operator === null ? null : readValue(object, operator, [...path, 'value'], report);
  const condition: Condition = {
    kind: 'condition',
    field: field ?? '',
    operator: operator ?? 'equals',
    operand: value,
    caseSensitive: operator !== null && CASE_SENSITIVE.has(operator),
  };
  if (mapping !== null && field !== null && operator !== null) check(condition, path, mapping, report);
  return condition;
}

function readOperator(object: JsonObject, path: Path, report: Report): OperatorName | null {
  const name = requireText(object['operator'], path, report);
  const known = WORKFLOWS_OPERATORS.find((each) => each === name) ?? null;
  if (known === null && typeof object['operator'] === 'string')
    report(path, 'invalid_value', `${quoted(name)} is not a known operator`);
  return known;
}

function readValue(object: JsonObject, operator: OperatorName, path: Path, report: Report): FieldValue {
  if (WITHOUT_VALUE.has(operator)) return null;
  const value = object['value'];
  if (value === undefined) report(path, 'required', 'is required');
  const kinds = 'must be text, a number, a boolean, null or a list of them';
  if (isJsonObject(value)) report(path, 'wrong_type', kinds);
  if (isJsonList(value))
    for (const [place, each] of value.entries())
      if (isJsonObject(each)) report([...path, place], 'wrong_type', kinds);
  return value ?? null;
}

/** The part of a condition that a JSON pointer of `checkCriteria` names, as the client calls it. */
const PARTS: Readonly<Record<string, string>> = { operand: 'value' };

function check(condition: Condition, path: Path, mapping: ModuleMapping, report: Report): void {
  for (const problem of checkCriteria(condition, mapping.schema)) {
    const [part = '', ...inside] = problem.path.split('/').slice(1);
    report([...path, PARTS[part] ?? part, ...inside.map(Number)], 'invalid_value', problem.message);
  }
}
