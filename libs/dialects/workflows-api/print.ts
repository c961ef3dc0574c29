/** Prints a stored definition as the Workflows API shows it. */
import type { FieldValue } from '@upshot/values';
import type { StoredDefinition } from '../dialect.ts';
import { isJsonList, isJsonObject, type JsonObject } from '../shared/json.ts';

/** The workflow with its actions: a flat list, sorted, children included. */
export function printWorkflow(stored: StoredDefinition): JsonObject {
  const actions = actionsOf(stored).map((action) => printAction(action, stored.id));
  return { ...printHead(stored), actions };
}

/** The workflow as lists show it: how many actions, not which. */
export function printWorkflowSummary(stored: StoredDefinition): JsonObject {
  return { ...printHead(stored), actionCount: actionsOf(stored).length };
}

function printHead({ source, ...stored }: StoredDefinition): JsonObject {
  return {
    id: stored.id,
    name: part(source, 'name'),
    description: part(source, 'description'),
    triggerModule: part(source, 'triggerModule'),
    triggerType: part(source, 'triggerType'),
    triggerFilters: part(source, 'triggerFilters'),
    isActive: stored.active,
    version: stored.version,
    createdBy: stored.createdBy,
    createdAt: stored.createdAt,
    updatedAt: stored.updatedAt,
  };
}

function printAction(action: FieldValue, workflowId: string): JsonObject {
  const source = isJsonObject(action) ? action : {};
  const { id = null, ...rest } = source;
  return { id, workflowId, ...rest };
}

function actionsOf({ source }: StoredDefinition): readonly FieldValue[] {
  const actions = source['actions'];
  return isJsonList(actions) ? actions : [];
}

const part = (source: JsonObject, key: string): FieldValue => source[key] ?? null;
