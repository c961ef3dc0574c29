/** Port: API keys. */
import { API_KEYS, findApiKey } from '@upshot/keys';
import type { CollectionSpec } from '@upshot/mongo';
import type { Db } from 'mongodb';
import type { Caller } from '../http/answer.ts';

export interface Keys {
  /** The caller that the key stands for; null when it is unknown, wrong or revoked. Throws `store_unavailable`. */
  find(presented: string): Promise<Caller | null>;
}

export const keyCollections: readonly CollectionSpec[] = [API_KEYS];

/** The keys in `db`. */
export const createKeys = (db: Db): Keys => ({ find: (presented) => findApiKey(db, presented) });
