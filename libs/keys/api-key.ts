/** A key as it is stored, found and asked for. */
import type { CollectionSpec } from '@upshot/mongo';
import type { Scope } from './scopes.ts';

/** A stored key; its secret is only there as a hash. */
export interface ApiKeyDocument {
  readonly _id: string;
  /** SHA-256 of the secret, hexadecimal. */
  readonly hash: string;
  readonly tenantId: string;
  readonly scopes: readonly Scope[];
  readonly name: string;
  readonly createdAt: Date;
  readonly revokedAt?: Date;
}

/** What a presented key turned out to be. */
export interface FoundKey {
  readonly keyId: string;
  readonly tenantId: string;
  readonly scopes: readonly Scope[];
}

/** A key to be made. */
export interface NewKey {
  readonly tenantId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
}

/** The collection and its indexes. */
export const API_KEYS: CollectionSpec = {
  collection: 'api_keys',
  indexes: [{ key: { tenantId: 1, createdAt: 1 } }],
};
