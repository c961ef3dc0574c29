/** A definition as it stands in MongoDB: its newest version whole, earlier ones beside it, and how far it is published. */
import { definitionSchema, NO_GRAPH, type Definition, type Dialect } from '@upshot/definitions';
import type { JsonObject, Parsed, StoredDefinition } from '@upshot/dialects';
import { UpshotError } from '@upshot/errors';
import type { CollectionSpec } from '@upshot/mongo';

/** A version that a newer one has replaced. */
export interface EarlierVersion {
  readonly version: number;
  readonly native: string;
  /** The client's own shape; versions that were replaced long ago lack it. */
  readonly source?: string;
  readonly replacedAt: Date;
}

/**
 * JSON is kept as text: a client's keys may be ones that MongoDB refuses, and numbers and key order come back as sent.
 * `revision` is raised by every write, `version` by those that change what a run does.
 */
export interface DefinitionDocument {
  /** `<tenant>/<definition>`, the key of its record too. */
  readonly _id: string;
  readonly tenantId: string;
  readonly id: string;
  readonly dialect: Dialect;
  readonly module: string;
  readonly active: boolean;
  readonly version: number;
  readonly revision: number;
  readonly publishedRevision: number;
  /** Whether `revision` is above `publishedRevision`; for the index. */
  readonly unpublished: boolean;
  /** The client's own shape. */
  readonly source: string;
  /** Name, trigger and graph. */
  readonly native: string;
  readonly earlier: readonly EarlierVersion[];
  /** JSON: the nodes at which its runs wait (`KeptNodes`), as far as versions were published. */
  readonly awaited?: string;
  /** Since when the first of its former nodes has been left; null where it has none. */
  readonly leftSince?: Date | null;
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly deletedAt: Date | null;
  /** Set while it is put away: it starts nothing until it is activated again. */
  readonly archivedAt?: Date;
  /** What the client that created it may ask again with, and the hash of what it sent then. */
  readonly createdWith?: { readonly idempotencyKey: string; readonly bodyHash: string };
  /** When what is left of a deleted definition goes; set once its tombstone is published. */
  readonly purgeAt?: Date;
}

export const DEFINITIONS_COLLECTION: CollectionSpec = {
  collection: 'definitions',
  indexes: [
    { key: { tenantId: 1, dialect: 1, deletedAt: 1, updatedAt: -1, _id: -1 } },
    { key: { tenantId: 1, dialect: 1, deletedAt: 1, createdAt: -1, _id: -1 } },
    { key: { unpublished: 1 }, partialFilterExpression: { unpublished: true } },
    { key: { purgeAt: 1 }, expireAfterSeconds: 0 },
    {
      key: { tenantId: 1, 'createdWith.idempotencyKey': 1 },
      unique: true,
      partialFilterExpression: { 'createdWith.idempotencyKey': { $exists: true } },
    },
  ],
};

/** The text of what a run needs of a definition. */
export const nativeText = ({ name, trigger, graph, sandbox }: Parsed): string =>
  JSON.stringify({ name, trigger, graph, sandbox });

/** The definition as its dialect prints it. */
export function toStored(document: DefinitionDocument): StoredDefinition {
  const { id, active, version, createdBy, createdAt, updatedAt, source } = document;
  return {
    id,
    active,
    version,
    createdBy,
    source: readObject(source),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

/** The native definition in its document. Throws `definition_invalid` where the schema has moved on without it. */
export function toDefinition(document: DefinitionDocument): Definition {
  const definition = readDefinition(document);
  if (definition !== null) return definition;
  const place = document.id;
  throw new UpshotError('definition_invalid', 'a stored definition breaks its schema', { place });
}

/** The same; null where the schema has moved on without it. */
export function readDefinition(document: DefinitionDocument): Definition | null {
  const { tenantId, id, dialect, active, version } = document;
  const parsed = definitionSchema.safeParse({
    ...readObject(document.native),
    tenantId,
    id,
    dialect,
    active,
    version,
  });
  return parsed.success ? parsed.data : null;
}

/** What is told of one that is deleted while its runs may wait: it starts nothing, and nothing of what it said. */
export const toGone = ({ tenantId, id, dialect, module, version }: DefinitionDocument): Definition => ({
  tenantId,
  id,
  name: 'deleted',
  dialect,
  active: false,
  version,
  trigger: { module, kind: 'deleted', name: 'deleted', criteria: { kind: 'all', of: [] }, maxDepth: 0 },
  graph: NO_GRAPH,
});

function readObject(text: string): JsonObject {
  const value: unknown = JSON.parse(text);
  if (isObject(value)) return value;
  throw new UpshotError('definition_invalid', 'a stored definition is no object');
}

/** What JSON.parse gave is JSON. */
function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
