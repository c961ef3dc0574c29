/** Port: the definitions that sub-workflows name, of whichever dialect they are, and what these start in turn. */
import { graphSchema } from '@upshot/definitions';
import { callsAtOnce, type KnownDefinition } from '@upshot/dialects';
import { inStore, type TenantContext } from '@upshot/mongo';
import type { Collection, Db } from 'mongodb';
import { z } from 'zod';
import { DEFINITIONS_COLLECTION, type DefinitionDocument } from './definition-document.ts';
import { keyOf } from './definition-store.ts';

export interface KnownDefinitions {
  /**
   * Those of `ids` that the tenant has, by id. With `comesBackTo`, the definition that names them, also those that they start at once
   * (`callsAtOnce`), and so on, as their newest versions say, switched on or off: one query for each level, ten levels and two hundred
   * definitions at most. May throw `store_unavailable`.
   */
  find(
    tenant: TenantContext,
    ids: readonly string[],
    comesBackTo: string | null,
  ): Promise<ReadonlyMap<string, KnownDefinition>>;
}

/** Twice as deep as runs go one in another: what lies further is stopped there. */
const MOST_LEVELS = 10;
const MOST_DEFINITIONS = 200;

type Documents = Collection<DefinitionDocument>;
type Found = Pick<DefinitionDocument, 'id' | 'module'> & Partial<Pick<DefinitionDocument, 'native'>>;

/** The definitions in `db`; nothing is asked where nothing is named. */
export function createKnownDefinitions(db: Db): KnownDefinitions {
  const documents: Documents = db.collection(DEFINITIONS_COLLECTION.collection);
  return {
    find: (tenant, ids, comesBackTo) => inStore(() => find(documents, tenant, ids, comesBackTo)),
  };
}

/** A definition that has no id yet is started by none: then what these start does not matter. */
async function find(
  documents: Documents,
  tenant: TenantContext,
  named: readonly string[],
  comesBackTo: string | null,
): Promise<ReadonlyMap<string, KnownDefinition>> {
  const known = new Map<string, KnownDefinition>();
  const asked = new Set(comesBackTo === null ? [] : [comesBackTo]);
  let ids = named;
  for (let level = 0; level < MOST_LEVELS && ids.length > 0; level += 1) {
    for (const id of ids) asked.add(id);
    const found = await load(documents, tenant, ids, comesBackTo !== null);
    for (const each of found) known.set(each.id, toKnown(each));
    const next = new Set(found.flatMap(({ id }) => known.get(id)?.calls ?? []));
    ids = [...next].filter((id) => !asked.has(id)).slice(0, Math.max(0, MOST_DEFINITIONS - asked.size));
  }
  return known;
}

async function load(
  documents: Documents,
  tenant: TenantContext,
  ids: readonly string[],
  whole: boolean,
): Promise<readonly Found[]> {
  const filter = {
    tenantId: { $eq: tenant.tenantId },
    _id: { $in: ids.map((id) => keyOf(tenant, id)) },
    deletedAt: null,
  };
  const projection = { id: 1, module: 1, ...(whole && { native: 1 }) };
  return documents.find<Found>(filter, { projection }).toArray();
}

const withGraph = z.object({ graph: graphSchema });

/** A graph that today's schema refuses starts nothing. */
function toKnown({ module, native }: Found): KnownDefinition {
  if (native === undefined) return { module };
  const read = withGraph.safeParse(JSON.parse(native));
  return { module, calls: read.success ? callsAtOnce(read.data.graph) : [] };
}
