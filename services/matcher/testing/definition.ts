/** Definitions and their records for the matcher's tests. */
import type { BusRecord } from '@upshot/bus';
import type { Definition, Trigger } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import type { DefinitionRecord } from '@upshot/schemas';
import { isListening, type Listener } from '../listening-entries.ts';

/** An active definition on a won opportunity over 1000, unless told otherwise. */
export function definition(overrides: Partial<Definition> = {}, trigger: Partial<Trigger> = {}): Definition {
  return {
    tenantId: 'demo',
    id: 'd1',
    name: 'Win',
    dialect: 'workflows-api',
    active: true,
    version: 1,
    trigger: {
      module: 'opportunities',
      kind: 'won',
      name: 'opportunity_won',
      criteria: {
        kind: 'condition',
        field: 'amount',
        operator: 'greater_than',
        operand: 1000,
        caseSensitive: false,
      },
      maxDepth: 0,
      ...trigger,
    },
    graph: { start: null, nodes: [], edges: [] },
    ...overrides,
  };
}

/** The definition whose trigger a listener is. */
export function listening(listener: Listener): Definition {
  if (isListening(listener)) return listener.definition;
  throw new UpshotError('internal', 'a node, not a trigger');
}

const json = (record: DefinitionRecord): Buffer => Buffer.from(JSON.stringify(record));

/** Values as JSON: what a codec does, less the registry. */
export const jsonCodec = {
  decode: (bytes: Buffer): DefinitionRecord => JSON.parse(bytes.toString()),
};

/** The record of `upshot.definitions` that publishes `published`, or its tombstone. */
export function published(
  { tenantId, id }: Definition,
  revision: number,
  document: string | null,
  more: Partial<DefinitionRecord> = {},
): BusRecord {
  const value =
    document === null
      ? null
      : json({ tenantId, definitionId: id, revision, document, awaited: null, gone: false, ...more });
  const headers: Record<string, Buffer> = value === null ? { revision: Buffer.from(String(revision)) } : {};
  return {
    topic: 'upshot.definitions',
    partition: 0,
    offset: 1n,
    timestampMs: 0,
    key: Buffer.from(`${tenantId}/${id}`),
    value,
    headers,
  };
}
