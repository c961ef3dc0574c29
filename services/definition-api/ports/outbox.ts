/** Port: which definitions are not yet published, read from and marked in their own documents. */
import type { Definition } from '@upshot/definitions';
import { inStore } from '@upshot/mongo';
import type { Collection, Db } from 'mongodb';
import type { KeptNodes } from './awaited-versions.ts';
import {
  DEFINITIONS_COLLECTION,
  toDefinition,
  toGone,
  type DefinitionDocument,
} from './definition-document.ts';
import { isSame, keptFields, nodesUntilNow, storedNodes } from './kept-nodes.ts';
import { createSandboxes, type Sandboxes } from './sandboxes.ts';

/** What is to be published of one definition. */
export interface Pending {
  readonly key: string;
  readonly tenantId: string;
  readonly definitionId: string;
  readonly revision: number;
  readonly publishedRevision: number;
  /** Null for one that was deleted, and whose runs wait no more: a tombstone is published. */
  readonly definition: Definition | null;
  /** Deleted, while runs of it may wait. */
  readonly gone: boolean;
  /** The nodes at which runs of all its versions wait, and as what they are stored. */
  readonly nodes: KeptNodes;
  readonly stored: Pick<DefinitionDocument, 'awaited'>;
}

/** What the topic should hold of one definition. */
export interface Published {
  readonly key: string;
  /** 0 for one that never was. */
  readonly revision: number;
  readonly deleted: boolean;
}

/** Every method may throw `store_unavailable`. */
export interface Outbox {
  load(key: string): Promise<Pending | null>;
  /** Notes that `pending` is on the topic. False when another process has noted something since it was loaded. */
  markPublished(pending: Pending): Promise<boolean>;
  /** Keys of definitions that are not published, in no order. */
  unpublished(limit: number): Promise<readonly string[]>;
  /** What each definition was last published as. */
  published(): AsyncIterable<Published>;
}

/** A deleted definition's mark outlives its tombstone for so long, so that a stale record behind it is noticed. */
const PURGE_AFTER_MS = 86_400_000;

/** The outbox in `db`. */
export function createOutbox(db: Db, now: () => number): Outbox {
  const documents = db.collection<DefinitionDocument>(DEFINITIONS_COLLECTION.collection);
  const sandboxes = createSandboxes(db, now);
  return {
    load: (key) => inStore(() => load(documents, sandboxes, key, now)),
    markPublished: (pending) => inStore(() => mark(documents, pending, now())),
    unpublished: (limit) =>
      inStore(async () => {
        const cursor = documents.find({ unpublished: true }, { projection: { _id: 1 } }).limit(limit);
        return (await cursor.toArray()).map(({ _id }) => _id);
      }),
    async *published() {
      const cursor = documents.find({}, { projection: { _id: 1, publishedRevision: 1, deletedAt: 1 } });
      for await (const { _id, publishedRevision, deletedAt } of cursor)
        yield { key: _id, revision: publishedRevision, deleted: deletedAt !== null };
    },
  };
}

type Documents = Collection<DefinitionDocument>;

async function load(
  documents: Documents,
  sandboxes: Sandboxes,
  key: string,
  now: () => number,
): Promise<Pending | null> {
  for (;;) {
    const found = await documents.findOne({ _id: { $eq: key } });
    if (found === null) return null;
    const nodes = nodesUntilNow(found, now());
    const document = await keepNodes(documents, found, nodes);
    // Read after the document: a switch writes itself first and then every document's next revision.
    if (document !== null) return toPending(document, nodes, await sandboxes.isOn(document));
  }
}

/**
 * What its versions wait for is stored before it is told: where this process dies in between, and the definition is deleted, what was
 * told is known. Null where another write came first.
 */
async function keepNodes(
  documents: Documents,
  document: DefinitionDocument,
  nodes: KeptNodes,
): Promise<DefinitionDocument | null> {
  if (isSame(nodes, storedNodes(document))) return document;
  const { _id, revision } = document;
  const fields = keptFields(nodes);
  const kept = await documents.updateOne({ _id, revision, awaited: asStored(document) }, { $set: fields });
  return kept.matchedCount === 1 ? { ...document, ...fields } : null;
}

const asStored = ({ awaited }: Pick<DefinitionDocument, 'awaited'>) => awaited ?? { $exists: false };

/** Only where nothing was noted since `pending` was loaded. What is left of a deleted definition goes once nobody waits. */
async function mark(documents: Documents, pending: Pending, nowMs: number): Promise<boolean> {
  const { key: _id, revision, publishedRevision, nodes } = pending;
  const isDrained = { $and: [{ $ne: ['$deletedAt', null] }, nodes.nodes.length === 0] };
  const purgeAt = { $cond: [isDrained, new Date(nowMs + PURGE_AFTER_MS), '$$REMOVE'] };
  const unpublished = { $gt: ['$revision', revision] };
  const { awaited, leftSince } = keptFields(nodes);
  const kept = { awaited: { $literal: awaited }, leftSince };
  const marked = await documents.updateOne({ _id, publishedRevision, awaited: asStored(pending.stored) }, [
    { $set: { publishedRevision: revision, unpublished, purgeAt, ...kept } },
  ]);
  return marked.matchedCount === 1;
}

function toPending(document: DefinitionDocument, nodes: KeptNodes, sandbox: boolean): Pending {
  const { _id, tenantId, id, revision, publishedRevision, deletedAt } = document;
  const gone = deletedAt !== null && nodes.nodes.length > 0;
  const definition = deletedAt === null ? { ...toDefinition(document), ...(sandbox && { sandbox }) } : null;
  return {
    key: _id,
    tenantId,
    definitionId: id,
    revision,
    publishedRevision,
    definition: gone ? toGone(document) : definition,
    gone,
    nodes,
    stored: document,
  };
}
