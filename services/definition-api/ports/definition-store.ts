/** Port: the definitions of a tenant. Each change is one write of one document, conditional on its revision. */
import type { Dialect } from '@upshot/definitions';
import type { Parsed, StoredDefinition } from '@upshot/dialects';
import { inStore, isDuplicateKey, type TenantContext } from '@upshot/mongo';
import type { Collection, Db, Filter } from 'mongodb';
import {
  DEFINITIONS_COLLECTION,
  nativeText,
  toStored,
  type DefinitionDocument,
} from './definition-document.ts';
import { withEarlier } from './earlier-versions.ts';

/** A definition that is to be stored for the first time. */
export interface NewDefinition {
  readonly id: string;
  readonly dialect: Dialect;
  readonly createdBy: string;
  readonly parsed: Parsed;
  readonly createdWith?: CreatedWith | undefined;
}

export type CreatedWith = NonNullable<DefinitionDocument['createdWith']>;

/** A definition and the revision at which it was read. */
export interface Revised {
  readonly definition: StoredDefinition;
  readonly revision: number;
  readonly document: DefinitionDocument;
}

export interface ListDefinitions {
  readonly dialect: Dialect;
  readonly module?: string | undefined;
  readonly slice?: { readonly skip: number; readonly limit: number } | undefined;
}

/** A page of a list in the order of creation, the newest first. */
export interface DefinitionsPage {
  readonly dialect: Dialect;
  readonly module?: string | undefined;
  /** The last one of the page before; null for the first page. */
  readonly after: { readonly createdAtMs: number; readonly id: string } | null;
  readonly limit: number;
}

/** Every method may throw `store_unavailable`. Deleted definitions are not there. */
export interface DefinitionStore {
  /** Null when the tenant has used the idempotency key before. */
  insert(tenant: TenantContext, definition: NewDefinition): Promise<StoredDefinition | null>;
  /** The definition that was created with an idempotency key, and the hash of the body that it was created from. */
  findCreated(
    tenant: TenantContext,
    dialect: Dialect,
    idempotencyKey: string,
  ): Promise<{ readonly definition: StoredDefinition; readonly bodyHash: string } | null>;
  find(tenant: TenantContext, dialect: Dialect, id: string): Promise<Revised | null>;
  /** Newest change first. */
  list(tenant: TenantContext, question: ListDefinitions): Promise<readonly StoredDefinition[]>;
  page(tenant: TenantContext, question: DefinitionsPage): Promise<readonly StoredDefinition[]>;
  count(tenant: TenantContext, question: ListDefinitions): Promise<number>;
  /** The next version; null when another write came first. */
  replace(tenant: TenantContext, found: Revised, parsed: Parsed): Promise<StoredDefinition | null>;
  /** Switches on or off; null when it is not there. */
  setActive(
    tenant: TenantContext,
    dialect: Dialect,
    id: string,
    active: boolean,
  ): Promise<StoredDefinition | null>;
  /** Whether there was something to delete. */
  remove(tenant: TenantContext, dialect: Dialect, id: string): Promise<boolean>;
}

/** The key of a definition's document and of its record. */
export const keyOf = ({ tenantId }: TenantContext, id: string): string => `${tenantId}/${id}`;

/** The definitions in `db`; `now` is the clock of `createdAt` and `updatedAt`. */
export function createDefinitionStore(db: Db, now: () => number): DefinitionStore {
  const documents = db.collection<DefinitionDocument>(DEFINITIONS_COLLECTION.collection);
  const at = () => new Date(now());
  return {
    insert: (tenant, definition) => inStore(() => insert(documents, tenant, definition, at())),
    findCreated: (tenant, dialect, key) => inStore(() => findCreated(documents, tenant, dialect, key)),
    find: (tenant, dialect, id) => inStore(() => find(documents, present(tenant, dialect, id))),
    list: (tenant, question) => inStore(() => list(documents, tenant, question)),
    page: (tenant, question) => inStore(() => page(documents, tenant, question)),
    count: (tenant, question) => inStore(() => documents.countDocuments(filterOf(tenant, question))),
    replace: (tenant, found, parsed) => inStore(() => replace(documents, tenant, found, parsed, at())),
    setActive: (tenant, dialect, id, active) =>
      inStore(() => switchTo(documents, present(tenant, dialect, id), active, at())),
    remove: (tenant, dialect, id) => inStore(() => remove(documents, present(tenant, dialect, id), at())),
  };
}

type Documents = Collection<DefinitionDocument>;
type DocumentFilter = Filter<DefinitionDocument>;

/** The tenant comes first in every filter. */
function present(tenant: TenantContext, dialect: Dialect, id: string): DocumentFilter {
  const { tenantId } = tenant;
  return { tenantId: { $eq: tenantId }, _id: { $eq: keyOf(tenant, id) }, dialect, deletedAt: null };
}

function filterOf({ tenantId }: TenantContext, { dialect, module }: ListDefinitions): DocumentFilter {
  return {
    tenantId: { $eq: tenantId },
    dialect,
    deletedAt: null,
    ...(module !== undefined && { module: { $eq: module } }),
  };
}

async function insert(
  documents: Documents,
  tenant: TenantContext,
  { id, dialect, createdBy, parsed, createdWith }: NewDefinition,
  at: Date,
): Promise<StoredDefinition | null> {
  const document: DefinitionDocument = {
    _id: keyOf(tenant, id),
    tenantId: tenant.tenantId,
    id,
    dialect,
    createdBy,
    ...contentOf(parsed),
    version: 1,
    revision: 1,
    publishedRevision: 0,
    unpublished: true,
    earlier: [],
    createdAt: at,
    updatedAt: at,
    deletedAt: null,
    ...(createdWith && { createdWith }),
  };
  try {
    await documents.insertOne(document);
    return toStored(document);
  } catch (thrown) {
    if (isDuplicateKey(thrown)) return null;
    throw thrown;
  }
}

function contentOf(parsed: Parsed): Pick<DefinitionDocument, 'module' | 'active' | 'source' | 'native'> {
  const { trigger, active, source } = parsed;
  return { module: trigger.module, active, source: JSON.stringify(source), native: nativeText(parsed) };
}

async function findCreated(
  documents: Documents,
  { tenantId }: TenantContext,
  dialect: Dialect,
  idempotencyKey: string,
) {
  const filter = { 'createdWith.idempotencyKey': { $eq: idempotencyKey }, dialect, deletedAt: null };
  const document = await documents.findOne({ tenantId: { $eq: tenantId }, ...filter });
  const bodyHash = document?.createdWith?.bodyHash;
  return document === null || bodyHash === undefined ? null : { definition: toStored(document), bodyHash };
}

async function find(documents: Documents, filter: DocumentFilter): Promise<Revised | null> {
  const document = await documents.findOne(filter);
  return document === null ? null : { definition: toStored(document), revision: document.revision, document };
}

async function list(
  documents: Documents,
  tenant: TenantContext,
  question: ListDefinitions,
): Promise<readonly StoredDefinition[]> {
  const cursor = documents
    .find(filterOf(tenant, question), { projection: { native: 0, earlier: 0, awaited: 0 } })
    .sort({ updatedAt: -1, _id: -1 });
  if (question.slice !== undefined) cursor.skip(question.slice.skip).limit(question.slice.limit);
  return (await cursor.toArray()).map(toStored);
}

async function page(
  documents: Documents,
  tenant: TenantContext,
  { after, limit, ...question }: DefinitionsPage,
): Promise<readonly StoredDefinition[]> {
  const beyond = after === null ? {} : beyondOf(tenant, after);
  const cursor = documents
    .find({ ...filterOf(tenant, question), ...beyond }, { projection: { native: 0, earlier: 0, awaited: 0 } })
    .sort({ createdAt: -1, _id: -1 })
    .limit(limit);
  return (await cursor.toArray()).map(toStored);
}

/** The bound is for the index; what of the same moment was shown already is left out after it. */
function beyondOf(tenant: TenantContext, after: NonNullable<DefinitionsPage['after']>): DocumentFilter {
  const createdAt = new Date(after.createdAtMs);
  const rest = [{ createdAt: { $lt: createdAt } }, { _id: { $lt: keyOf(tenant, after.id) } }];
  return { createdAt: { $lte: createdAt }, $or: rest };
}

async function replace(
  documents: Documents,
  { tenantId }: TenantContext,
  { document, revision }: Revised,
  parsed: Parsed,
  at: Date,
): Promise<StoredDefinition | null> {
  const filter = { tenantId: { $eq: tenantId }, _id: { $eq: document._id }, revision, deletedAt: null };
  return change(documents, filter, {
    ...contentOf(parsed),
    version: document.version + 1,
    earlier: withEarlier(document, at),
    updatedAt: at,
  });
}

/** What is switched on is no longer put away. */
const switchTo = (documents: Documents, filter: DocumentFilter, active: boolean, updatedAt: Date) =>
  change(documents, filter, { active, updatedAt }, active ? { archivedAt: '' } : undefined);

async function change(
  documents: Documents,
  filter: DocumentFilter,
  $set: Partial<DefinitionDocument>,
  $unset?: { readonly archivedAt: '' },
): Promise<StoredDefinition | null> {
  const changed = await documents.findOneAndUpdate(
    filter,
    { $set: { ...$set, unpublished: true }, $inc: { revision: 1 }, ...($unset && { $unset }) },
    { returnDocument: 'after' },
  );
  return changed === null ? null : toStored(changed);
}

/** What it said goes at once, but for what its runs wait for; what stays is a mark, until its tombstone has been published for a while. */
async function remove(documents: Documents, filter: DocumentFilter, at: Date): Promise<boolean> {
  const gone = { active: false, source: '{}', native: '{}', earlier: [], updatedAt: at, deletedAt: at };
  return (await change(documents, filter, gone)) !== null;
}
