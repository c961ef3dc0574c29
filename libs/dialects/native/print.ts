/** Prints a native definition: what was sent, and what the store adds. */
import type { FieldValue } from '@upshot/values';
import type { StoredDefinition } from '../dialect.ts';
import { isJsonList, isJsonObject, type JsonObject } from '../shared/json.ts';

/** What the store adds, and a client need not take out before it sends a definition back. */
export const RETURNED = ['id', 'version', 'createdBy', 'createdAt', 'updatedAt'] as const;

/** The whole definition. */
export const printDefinition = (stored: StoredDefinition): JsonObject => ({
  id: stored.id,
  ...stored.source,
  active: stored.active,
  ...printFacts(stored),
});

/** The definition as lists show it: what starts it, and how many nodes it has. */
export function printDefinitionSummary(stored: StoredDefinition): JsonObject {
  const { name = null, description = null, trigger, graph } = stored.source;
  const nodes = part(graph, 'nodes');
  return {
    id: stored.id,
    name,
    description,
    active: stored.active,
    module: part(trigger, 'module'),
    kind: part(trigger, 'kind'),
    nodeCount: isJsonList(nodes) ? nodes.length : 0,
    ...printFacts(stored),
  };
}

const printFacts = ({ version, createdBy, createdAt, updatedAt }: StoredDefinition): JsonObject => ({
  version,
  createdBy,
  createdAt,
  updatedAt,
});

const part = (value: FieldValue | undefined, key: string): FieldValue =>
  isJsonObject(value) ? (value[key] ?? null) : null;
