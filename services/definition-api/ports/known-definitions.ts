/** Port: the definitions that sub-workflows name, of whichever dialect they are. */
import type { KnownDefinition } from '@upshot/dialects';
import { inStore, type TenantContext } from '@upshot/mongo';
import type { Db } from 'mongodb';
import { DEFINITIONS_COLLECTION, type DefinitionDocument } from './definition-document.ts';
import { keyOf } from './definition-store.ts';

export interface KnownDefinitions {
  /** Those of `ids` that the tenant has, by id. May throw `store_unavailable`. */
  find(tenant: TenantContext, ids: readonly string[]): Promise<ReadonlyMap<string, KnownDefinition>>;
}

/** The definitions in `db`; nothing is asked where nothing is named. */
export function createKnownDefinitions(db: Db): KnownDefinitions {
  const documents = db.collection<DefinitionDocument>(DEFINITIONS_COLLECTION.collection);
  return {
    async find(tenant, ids) {
      if (ids.length === 0) return new Map();
      const filter = {
        tenantId: { $eq: tenant.tenantId },
        _id: { $in: ids.map((id) => keyOf(tenant, id)) },
        deletedAt: null,
      };
      const found = await inStore(() =>
        documents.find(filter, { projection: { id: 1, module: 1 } }).toArray(),
      );
      return new Map(found.map(({ id, module }) => [id, { module }]));
    },
  };
}
