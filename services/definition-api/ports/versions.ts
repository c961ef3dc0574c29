/** Port: the versions of a definition, whatever its dialect; and what ends one. */
import type { Definition } from '@upshot/definitions';
import type { Parsed, StoredDefinition } from '@upshot/dialects';
import { inStore, type TenantContext } from '@upshot/mongo';
import type { Collection, Db } from 'mongodb';
import {
  DEFINITIONS_COLLECTION,
  nativeText,
  toDefinition,
  toStored,
  type DefinitionDocument,
} from './definition-document.ts';
import { keyOf } from './definition-store.ts';
import { withEarlier } from './earlier-versions.ts';

/** One version. The newest has no `replacedAtMs`. */
export interface Version {
  readonly version: number;
  readonly definition: Definition;
  readonly replacedAtMs: number | null;
}

/** A definition with every version that is kept, the newest first. */
export interface Versioned {
  readonly document: DefinitionDocument;
  readonly versions: readonly Version[];
}

/** Every method may throw `store_unavailable`. */
export interface Versions {
  /** Null where there is no such definition. */
  find(tenant: TenantContext, id: string): Promise<Versioned | null>;
  /** Puts what an earlier version says in the place of the newest, as the next one; null where another write came first. */
  restore(tenant: TenantContext, found: Versioned, parsed: Parsed): Promise<StoredDefinition | null>;
  /** Forgets a definition or puts it away: it starts nothing any more. Does nothing where that is so already. */
  end(tenant: TenantContext, id: string, how: 'delete' | 'archive'): Promise<void>;
}

type Documents = Collection<DefinitionDocument>;

/** The versions in `db`. */
export function createVersions(db: Db, now: () => number): Versions {
  const documents: Documents = db.collection(DEFINITIONS_COLLECTION.collection);
  return {
    find: (tenant, id) =>
      inStore(async () => {
        const document = await documents.findOne(present(tenant, id));
        return document && { document, versions: versionsOf(document) };
      }),
    restore: (tenant, found, parsed) =>
      inStore(() => restore(documents, tenant, found, parsed, new Date(now()))),
    end: (tenant, id, how) => inStore(() => end(documents, tenant, id, how, new Date(now()))),
  };
}

const present = (tenant: TenantContext, id: string) => ({
  tenantId: { $eq: tenant.tenantId },
  _id: { $eq: keyOf(tenant, id) },
  deletedAt: null,
});

function versionsOf(document: DefinitionDocument): readonly Version[] {
  const { version, native, earlier } = document;
  const all = [{ version, native, replacedAt: null }, ...earlier];
  return all.map(({ replacedAt, ...each }) => ({
    version: each.version,
    definition: toDefinition({ ...document, ...each }),
    replacedAtMs: replacedAt?.getTime() ?? null,
  }));
}

async function restore(
  documents: Documents,
  tenant: TenantContext,
  { document }: Versioned,
  parsed: Parsed,
  at: Date,
): Promise<StoredDefinition | null> {
  const changed = await documents.findOneAndUpdate(
    { ...present(tenant, document.id), revision: document.revision },
    {
      $set: {
        native: nativeText(parsed),
        source: JSON.stringify(parsed.source),
        module: parsed.trigger.module,
        version: document.version + 1,
        earlier: withEarlier(document, at),
        updatedAt: at,
        unpublished: true,
      },
      $inc: { revision: 1 },
    },
    { returnDocument: 'after' },
  );
  return changed && toStored(changed);
}

/**
 * The definition as its client sent it for an earlier version; null where that is not kept. What a native client sent says no more
 * than the definition itself.
 */
export function sentFor({ document }: Versioned, version: number): StoredDefinition | null {
  const { native, source } = document.earlier.find((each) => each.version === version) ?? {};
  const sent = source ?? (document.dialect === 'native' ? native : undefined);
  return sent === undefined ? null : toStored({ ...document, source: sent });
}

async function end(
  documents: Documents,
  tenant: TenantContext,
  id: string,
  how: 'delete' | 'archive',
  at: Date,
): Promise<void> {
  const set =
    how === 'delete'
      ? { active: false, source: '{}', native: '{}', earlier: [], updatedAt: at, deletedAt: at }
      : { active: false, archivedAt: at, updatedAt: at };
  const filter =
    how === 'delete' ? present(tenant, id) : { ...present(tenant, id), archivedAt: { $exists: false } };
  await documents.updateOne(filter, { $set: { ...set, unpublished: true }, $inc: { revision: 1 } });
}
