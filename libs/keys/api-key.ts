/** A key as it is stored, found and asked for. */
import type { CollectionSpec } from '@upshot/mongo';
import type { Scope } from './scopes.ts';

/** For whom a key stands. Without a user it is a program's own, which may act for people of its tenant. */
interface Holder {
  readonly user?: string;
  /** The groups and queues that the user is in. */
  readonly groups?: readonly string[];
}

/** A stored key; its secret is only there as a hash. */
export interface ApiKeyDocument extends Holder {
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
export interface FoundKey extends Holder {
  readonly keyId: string;
  readonly tenantId: string;
  readonly scopes: readonly Scope[];
}

/** A key to be made. */
export interface NewKey extends Holder {
  readonly tenantId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
}

/** The collection and its indexes. */
export const API_KEYS: CollectionSpec = {
  collection: 'api_keys',
  indexes: [{ key: { tenantId: 1, createdAt: 1 } }],
};
