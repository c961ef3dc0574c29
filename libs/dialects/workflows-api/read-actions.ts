/** Reads the list of actions: each by itself first, then who stands under whom. */
import { ACTION_CHANNELS, yesOrNo, type ActionName, type Config, type WaitNode } from '@upshot/definitions';
import type { FieldValue } from '@upshot/values';
import { depthOf, isJsonList, isJsonObject, type JsonObject } from '../shared/json.ts';
import type { Path } from '../shared/path.ts';
import { optionalText, quoted, refuseUnknown, requireText } from '../shared/read.ts';
import type { Report } from '../shared/report.ts';
import { readBranchCriteria } from './read-branch.ts';
import { readConfig } from '../shared/read-config.ts';
import type { FilterScope } from './read-filters.ts';
import { waitConfig } from './wait.ts';
import { reportIssues } from '../shared/zod-problems.ts';

/** What an action does, read. */
export type ActionBody =
  | { readonly kind: 'action'; readonly action: ActionName; readonly config: Config }
  | ReturnType<typeof yesOrNo>
  | Pick<WaitNode, 'kind' | 'until'>;

/** One action as sent, its parent not yet found; `body` is null where it has been reported. */
export interface ReadAction {
  readonly at: number;
  readonly id: string;
  readonly actionType: string;
  readonly config: JsonObject;
  readonly body: ActionBody | null;
  readonly sortOrder: number;
  readonly parentName: string | null;
  readonly branch: string | null;
  /** The names by which children may call it. */
  readonly names: readonly { readonly key: 'tempId' | 'id'; readonly name: string }[];
}

/** What reading actions needs; `keepIds` where they come from the store and not from the client. */
export interface ActionScope extends FilterScope {
  readonly newId: () => string;
  readonly keepIds: boolean;
}

export const MAX_ACTIONS = 100;
const MAX_CONFIG_DEPTH = 20;
const KNOWN = new Set('id workflowId tempId actionType config sortOrder parentActionId branch'.split(' '));

/** Types of the reference and of its product that have no channel yet. */
const NOT_YET = new Set(
  'send_whatsapp send_sms create_opportunity create_project add_to_email_list remove_from_email_list'.split(
    ' ',
  ),
);

/** Every action of the list, in the order in which it was sent. */
export function readActions(
  list: FieldValue | undefined,
  path: Path,
  scope: ActionScope,
): readonly ReadAction[] {
  if (list === undefined) return [];
  if (!isJsonList(list)) {
    scope.report(path, 'wrong_type', 'must be a list');
    return [];
  }
  if (list.length > MAX_ACTIONS) {
    scope.report(path, 'too_many', `has more than ${MAX_ACTIONS} actions`);
    return [];
  }
  return list.flatMap((each, at) => readAction(each, at, [...path, at], scope));
}

function readAction(value: FieldValue, at: number, path: Path, scope: ActionScope): readonly ReadAction[] {
  if (!isJsonObject(value)) {
    scope.report(path, 'wrong_type', 'must be an action');
    return [];
  }
  refuseUnknown(value, KNOWN, path, scope.report);
  const actionType = readType(value, [...path, 'actionType'], scope.report);
  const config = readConfigObject(value, actionType, [...path, 'config'], scope.report);
  const sentId = optionalText(value['id'], [...path, 'id'], scope.report);
  return [
    {
      at,
      id: scope.keepIds && sentId !== null ? sentId : scope.newId(),
      actionType,
      config,
      body: readBody(actionType, config, [...path, 'config'], scope),
      sortOrder: readSortOrder(value['sortOrder'], [...path, 'sortOrder'], scope.report),
      parentName: optionalText(value['parentActionId'], [...path, 'parentActionId'], scope.report),
      branch: optionalText(value['branch'], [...path, 'branch'], scope.report),
      names: readNames(sentId, optionalText(value['tempId'], [...path, 'tempId'], scope.report)),
    },
  ];
}

function readNames(id: string | null, tempId: string | null): ReadAction['names'] {
  const names = [
    { key: 'tempId', name: tempId },
    { key: 'id', name: id },
  ] as const;
  return names.flatMap(({ key, name }) => (name === null ? [] : [{ key, name }]));
}

function readType(action: JsonObject, path: Path, report: Report): string {
  const type = requireText(action['actionType'], path, report);
  if (typeof action['actionType'] !== 'string' || isCarriedOut(type)) return type;
  if (NOT_YET.has(type)) report(path, 'not_available', `${type} is not available yet`);
  else report(path, 'invalid_value', `${quoted(type)} is not a known action type`);
  return type;
}

function isCarriedOut(type: string): boolean {
  return isActionName(type) || type === 'branch' || type === 'wait';
}

function isActionName(type: string): type is ActionName {
  return Object.hasOwn(ACTION_CHANNELS, type);
}

/** A filter group counts its own depth, two levels of JSON for each of its own. */
function readConfigObject(action: JsonObject, type: string, path: Path, report: Report): JsonObject {
  const config = action['config'] ?? {};
  if (!isJsonObject(config)) {
    report(path, 'wrong_type', 'must be an object');
    return {};
  }
  if (type !== 'branch' && depthOf(config) > MAX_CONFIG_DEPTH)
    report(path, 'too_deep', `may nest ${MAX_CONFIG_DEPTH} deep`);
  return config;
}

function readBody(type: string, config: JsonObject, path: Path, scope: ActionScope): ActionBody | null {
  if (type === 'branch') return yesOrNo(readBranchCriteria(config, path, scope));
  if (type === 'wait') return readWait(config, path, scope.report);
  if (!isActionName(type)) return null;
  readConfig(type, config, path, scope);
  return { kind: 'action', action: type, config };
}

function readWait(config: JsonObject, path: Path, report: Report): ActionBody | null {
  const parsed = waitConfig.safeParse(config);
  if (parsed.success) return { kind: 'wait', until: { kind: 'duration', durationMs: parsed.data } };
  reportIssues(parsed.error, path, report);
  return null;
}

function readSortOrder(value: FieldValue | undefined, path: Path, report: Report): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  report(path, 'wrong_type', 'must be a whole number');
  return 0;
}
