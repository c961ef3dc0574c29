/** Reads a workflow of the Workflows API into a definition. */
import { TIME_KINDS } from '@upshot/definitions';
import { err, ok, type Result } from '@upshot/errors';
import type { FieldValue } from '@upshot/values';
import type { DialectProblem, ParseContext, Parsed } from '../dialect.ts';
import { isJsonObject, soundJson, type JsonObject } from '../shared/json.ts';
import { refuseUnknown } from '../shared/read.ts';
import { gatherProblems, type Report } from '../shared/report.ts';
import { placeActions, type PlacedAction } from './action-tree.ts';
import { readActions } from './read-actions.ts';
import { readActive, readDescription, readName } from './read-basics.ts';
import { readFilters } from './read-filters.ts';
import { readTrigger } from './read-trigger.ts';
import { refuseMovement } from './refuse-movement.ts';
import { toGraph } from './to-graph.ts';

/** What a client may write. */
const WRITTEN = ['name', 'description', 'triggerModule', 'triggerType', 'triggerFilters', 'actions'] as const;

/** What the API itself returns: clients send it back, and it says nothing. */
const RETURNED = ['id', 'version', 'createdBy', 'createdAt', 'updatedAt', 'actionCount'] as const;
const KNOWN = new Set<string>([...WRITTEN, 'isActive', ...RETURNED]);

/** What the reference's product stores where no filter is sent. */
const NO_FILTERS = { match: 'all', items: [] } as const;

/** The write-backs of this API's own actions never start its workflows: a person's change does. */
const MAX_DEPTH = 0;

/** The definition in `body`; on update, `body` is merged into the existing one, its actions replacing all others. */
export function parseWorkflow(
  body: unknown,
  context: ParseContext,
): Result<Parsed, readonly DialectProblem[]> {
  const { report, problems } = gatherProblems();
  const sent = readBody(body, report);
  if (problems.length > 0) return err(problems);
  const parsed = readWorkflow(sent, context, report);
  return parsed === null || problems.length > 0 ? err(problems) : ok(parsed);
}

function readBody(body: unknown, report: Report): JsonObject {
  const value = soundJson(body, report);
  if (!isJsonObject(value)) report([], 'wrong_type', 'must be an object');
  return isJsonObject(value) ? value : {};
}

function readWorkflow(sent: JsonObject, context: ParseContext, report: Report): Parsed | null {
  refuseUnknown(sent, KNOWN, [], report);
  const body: JsonObject = { ...context.existing?.source, ...sent };
  const name = readName(body['name'], report);
  const active = readActive(sent['isActive'], context.existing?.active ?? true, report);
  const description = readDescription(body['description'], report);
  const { mapping, trigger } = readTrigger(body, context.modules, report);
  const { modules, newId } = context;
  const scope = { mapping, modules, report, newId, keepIds: sent['actions'] === undefined };
  const criteria = readFilters(body['triggerFilters'], ['triggerFilters'], scope);
  if (TIME_KINDS.some((kind) => kind === trigger?.kind))
    refuseMovement(criteria, body['triggerFilters'], ['triggerFilters'], report);
  const actions = placeActions(readActions(body['actions'], ['actions'], scope), ['actions'], report);
  if (trigger === null || actions.some((each) => each.body === null)) return null;
  const { module, kind, dated } = trigger;
  return {
    name,
    active,
    trigger: { module, kind, name: trigger.name, criteria, maxDepth: MAX_DEPTH, ...(dated && { dated }) },
    graph: toGraph(actions),
    source: {
      name,
      description,
      triggerModule: module,
      triggerType: trigger.name,
      triggerFilters: body['triggerFilters'] ?? NO_FILTERS,
      actions: actions.map(toSource),
    },
  };
}

function toSource(action: PlacedAction): { readonly [key: string]: FieldValue } {
  const { id, actionType, config, sortOrder, parentId, arm } = action;
  return { id, actionType, config, sortOrder, parentActionId: parentId, branch: arm };
}
