/** Reads a filter group, in either of the two shapes in use, into criteria. */
import type { FieldValue } from '@upshot/values';
import { MAX_CRITERIA_DEPTH, type Criteria } from '@upshot/rules';
import { isJsonList, isJsonObject, type JsonObject } from '../shared/json.ts';
import type { Path } from '../shared/path.ts';
import { refuseUnknown } from '../shared/read.ts';
import type { ConfigScope } from '../shared/read-config.ts';
import type { Report } from '../shared/report.ts';
import { readCondition } from './read-condition.ts';

/** What reading a filter needs. */
export type FilterScope = ConfigScope;

/** The reference page writes `{logic, conditions}`, the real server and its web client `{match, items}`. */
const SHAPES = [
  { verb: 'logic', list: 'conditions', all: 'AND', any: 'OR' },
  { verb: 'match', list: 'items', all: 'all', any: 'any' },
] as const;
type Shape = (typeof SHAPES)[number];

const EVERYTHING: Criteria = { kind: 'all', of: [] };
const MAX_PARTS = 200;

/** Criteria that hold where the group holds; absent, null and empty groups always do. */
export function readFilters(value: FieldValue | undefined, path: Path, scope: FilterScope): Criteria {
  return value === undefined || value === null ? EVERYTHING : readGroup(value, path, scope, 1);
}

/** Whether `value` is written as a group rather than as a condition. */
export function isGroup(value: JsonObject): boolean {
  return SHAPES.some(({ verb, list }) => Object.hasOwn(value, verb) || Object.hasOwn(value, list));
}

function readGroup(value: FieldValue, path: Path, scope: FilterScope, depth: number): Criteria {
  if (!isJsonObject(value)) {
    scope.report(path, 'wrong_type', 'must be a group of conditions');
    return EVERYTHING;
  }
  if (depth > MAX_CRITERIA_DEPTH) {
    scope.report(path, 'too_deep', `groups may nest ${MAX_CRITERIA_DEPTH} deep`);
    return EVERYTHING;
  }
  const shape = SHAPES.find(({ verb, list }) => verb in value || list in value) ?? SHAPES[0];
  refuseUnknown(value, new Set(['id', 'type', shape.verb, shape.list]), path, scope.report);
  const parts = readParts(value[shape.list], [...path, shape.list], scope, depth);
  return { kind: readVerb(value, shape, parts.length, path, scope.report), of: parts };
}

/** Which verb it is matters only from two parts on; below, it may be left out. */
function readVerb(group: JsonObject, shape: Shape, parts: number, path: Path, report: Report): 'all' | 'any' {
  const verb = group[shape.verb];
  const place = [...path, shape.verb];
  if (verb === undefined) {
    if (parts > 1) report(place, 'required', 'is required');
    return 'all';
  }
  const text = typeof verb === 'string' ? verb.toLowerCase() : '';
  if (text === shape.all.toLowerCase()) return 'all';
  if (text !== shape.any.toLowerCase())
    report(place, 'invalid_value', `must be ${shape.all} or ${shape.any}`);
  return 'any';
}

function readParts(
  list: FieldValue | undefined,
  path: Path,
  scope: FilterScope,
  depth: number,
): readonly Criteria[] {
  if (list === undefined) return [];
  if (!isJsonList(list)) {
    scope.report(path, 'wrong_type', 'must be a list');
    return [];
  }
  if (list.length > MAX_PARTS) scope.report(path, 'too_many', `has more than ${MAX_PARTS} parts`);
  return list.slice(0, MAX_PARTS).map((part, at) => readPart(part, [...path, at], scope, depth));
}

function readPart(part: FieldValue, path: Path, scope: FilterScope, depth: number): Criteria {
  if (isJsonObject(part) && !isGroup(part)) return readCondition(part, path, scope.mapping, scope.report);
  return readGroup(part, path, scope, depth + 1);
}
