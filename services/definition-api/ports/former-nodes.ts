/** Port: the nodes of earlier versions that are told of: forgotten once no run waits there, known again where runs may begin there. */
import { inStore, type TenantContext } from '@upshot/mongo';
import type { Collection, Db } from 'mongodb';
import { withRecalled, type KeptNodes } from './awaited-versions.ts';
import { DEFINITIONS_COLLECTION, type DefinitionDocument } from './definition-document.ts';
import { keyOf } from './definition-store.ts';
import { isSame, keptFields, nodesUntilNow, storedNodes } from './kept-nodes.ts';
import type { Version } from './versions.ts';

/** A definition with nodes that only runs on earlier versions wait at. */
export interface LeftNodes extends TenantContext {
  readonly key: string;
  readonly definitionId: string;
  readonly nodes: KeptNodes;
  readonly stored: Pick<DefinitionDocument, 'awaited'>;
}

/** Every method may throw `store_unavailable`. */
export interface FormerNodes {
  /** What is published of definitions with nodes that were left before `beforeMs`, deleted ones too. */
  leftBefore(beforeMs: number): AsyncIterable<LeftNodes>;
  /** Keys of definitions whose newest record tells nothing of their earlier versions, since it is older than that is told. */
  untold(): AsyncIterable<string>;
  /** Keeps `nodes` in the place of those of `left`, to be published. False where another write came first. */
  keep(left: LeftNodes, nodes: KeptNodes): Promise<boolean>;
  /** Before runs may begin on an earlier version; whether that is to be published. */
  recall(tenant: TenantContext, definitionId: string, version: Version): Promise<boolean>;
}

type Documents = Collection<DefinitionDocument>;

/** The former nodes in the documents of definitions. */
export function createFormerNodes(db: Db, now: () => number): FormerNodes {
  const documents: Documents = db.collection(DEFINITIONS_COLLECTION.collection);
  return {
    async *leftBefore(beforeMs) {
      const left = { leftSince: { $lt: new Date(beforeMs) }, unpublished: false };
      const projection = { tenantId: 1, id: 1, awaited: 1 };
      for await (const each of documents.find(left, { projection }))
        yield {
          key: each._id,
          tenantId: each.tenantId,
          definitionId: each.id,
          nodes: storedNodes(each),
          stored: each,
        };
    },
    async *untold() {
      const untold = {
        awaited: { $exists: false },
        'earlier.0': { $exists: true },
        unpublished: false,
        deletedAt: null,
      };
      for await (const { _id } of documents.find(untold, { projection: { _id: 1 } })) yield _id;
    },
    keep: ({ key, stored }, nodes) => inStore(() => keep(documents, key, stored, nodes)),
    recall: (tenant, definitionId, version) =>
      inStore(() => recall(documents, keyOf(tenant, definitionId), version, now)),
  };
}

/** The revision stays, since nothing else is to begin anew; it counts as not yet published. */
async function keep(
  documents: Documents,
  _id: string,
  { awaited: before }: Pick<DefinitionDocument, 'awaited'>,
  nodes: KeptNodes,
): Promise<boolean> {
  const { awaited, leftSince } = keptFields(nodes);
  const publishedRevision = { $min: ['$publishedRevision', { $subtract: ['$revision', 1] }] };
  const kept = await documents.updateOne({ _id, awaited: before ?? { $exists: false } }, [
    { $set: { awaited: { $literal: awaited }, leftSince, publishedRevision, unpublished: true } },
  ]);
  return kept.matchedCount === 1;
}

async function recall(
  documents: Documents,
  _id: string,
  { definition }: Version,
  now: () => number,
): Promise<boolean> {
  for (;;) {
    const document = await documents.findOne({ _id: { $eq: _id }, deletedAt: null });
    if (document === null) return false;
    const known = nodesUntilNow(document, now());
    const nodes = withRecalled(known, definition, now());
    if (isSame(nodes, known)) return false;
    if (await keep(documents, _id, document, nodes)) return true;
  }
}
