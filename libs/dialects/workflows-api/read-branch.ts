/** Reads the condition of a branch, wherever in its config clients put it. */
import { isJsonList, type JsonObject } from '../shared/json.ts';
import type { Criteria } from '@upshot/rules';
import type { Path } from '../shared/path.ts';
import { refuseUnknown } from '../shared/read.ts';
import { isGroup, readFilters, type FilterScope } from './read-filters.ts';

const KEYS = ['condition', 'conditions'] as const;

/** The web client sends `{condition: group}`; `{conditions: group}` and the group itself are understood too. */
export function readBranchCriteria(config: JsonObject, path: Path, scope: FilterScope): Criteria {
  if (isGroup(config) && !isWrapped(config)) return readFilters(config, path, scope);
  refuseUnknown(config, new Set(KEYS), path, scope.report);
  const [first, second] = KEYS.filter((key) => config[key] !== undefined);
  if (second !== undefined)
    scope.report([...path, second], 'duplicate', 'stands beside condition: one of the two is enough');
  return first === undefined
    ? readFilters(undefined, path, scope)
    : readFilters(config[first], [...path, first], scope);
}

/** `conditions` is the name of a group's list and, here, of a group too. */
function isWrapped(config: JsonObject): boolean {
  return config['conditions'] !== undefined && !isJsonList(config['conditions']);
}
