/** MongoDB with the write concern that the laws need. */
export { gathered } from './gather.ts';
export { connectMongo, type MongoConnection, type MongoOptions, type MongoReadiness } from './connect.ts';
export { inStore, isDuplicateKey, toStoreError } from './store-error.ts';
export { ensureIndexes, type CollectionSpec, type IndexSpec } from './indexes.ts';
export type { TenantContext } from './tenant.ts';
