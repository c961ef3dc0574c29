/** Port: which tenants are in the sandbox as a whole: whatever they define is evaluated and carried out nowhere. */
import { inStore, type CollectionSpec, type TenantContext } from '@upshot/mongo';
import type { Db } from 'mongodb';
import { DEFINITIONS_COLLECTION, type DefinitionDocument } from './definition-document.ts';

/** Every method may throw `store_unavailable`. */
export interface Sandboxes {
  isOn(tenant: TenantContext): Promise<boolean>;
  /** How many definitions a switch publishes anew. */
  count(tenant: TenantContext): Promise<number>;
  /**
   * For runs that start from now on; those that have started stay what they are. Tells the keys
   * of the definitions that are to be published anew. Asking again publishes again, and harms nothing.
   */
  switchTo(tenant: TenantContext, sandbox: boolean, by: string): Promise<readonly string[]>;
}

interface SandboxDocument {
  readonly _id: string;
  readonly sandbox: boolean;
  readonly changedBy: string;
  readonly changedAt: Date;
}

export const SANDBOXES: CollectionSpec = { collection: 'sandboxes', indexes: [] };

/** The switches in `db`. A definition's record says whether it is in the sandbox: hence every one of the tenant's gets a new revision. */
export function createSandboxes(db: Db, now: () => number): Sandboxes {
  const sandboxes = db.collection<SandboxDocument>(SANDBOXES.collection);
  const definitions = db.collection<DefinitionDocument>(DEFINITIONS_COLLECTION.collection);
  return {
    isOn: ({ tenantId }) =>
      inStore(async () => (await sandboxes.findOne({ _id: { $eq: tenantId } }))?.sandbox ?? false),
    count: ({ tenantId }) => inStore(() => definitions.countDocuments(present(tenantId))),
    switchTo: ({ tenantId }, sandbox, by) =>
      inStore(async () => {
        const $set = { sandbox, changedBy: by, changedAt: new Date(now()) };
        await sandboxes.updateOne({ _id: { $eq: tenantId } }, { $set }, { upsert: true });
        await definitions.updateMany(present(tenantId), {
          $set: { unpublished: true },
          $inc: { revision: 1 },
        });
        const keys = definitions.find(present(tenantId), { projection: { _id: 1 } });
        return (await keys.toArray()).map(({ _id }) => _id);
      }),
  };
}

const present = (tenantId: string) => ({ tenantId: { $eq: tenantId }, deletedAt: null });
