/** Makes, finds and revokes API keys. */
import { timingSafeEqual } from 'node:crypto';
import { inStore, type TenantContext } from '@upshot/mongo';
import type { Collection, Db } from 'mongodb';
import { API_KEYS, type ApiKeyDocument, type FoundKey, type NewKey } from './api-key.ts';
import { drawKey, hashOf, type KeyText, parseKey } from './key-text.ts';

/** Makes a key and returns its text, which nobody can read again later. */
export async function createApiKey(db: Db, key: NewKey): Promise<string> {
  const text = drawKey();
  await inStore(() => keysOf(db).insertOne(toDocument(text, key)));
  return text.plain;
}

/**
 * Makes the key with exactly this text (`upk_<id>_<secret>`), or gives the one there its secret, tenant and scopes again;
 * for the local set-up. Throws `config_invalid` for a text that is no key.
 */
export async function ensureApiKey(db: Db, plaintext: string, key: NewKey): Promise<void> {
  const text = parseKey(plaintext);
  const { _id, createdAt, ...fields } = toDocument(text, key);
  await inStore(() =>
    keysOf(db).updateOne(
      { _id },
      { $set: fields, $unset: { revokedAt: '' }, $setOnInsert: { createdAt } },
      { upsert: true },
    ),
  );
}

/** Whose key it is and what it may do; null when it is unknown, wrong or revoked. Throws `store_unavailable`. */
export async function findApiKey(db: Db, presented: string): Promise<FoundKey | null> {
  const text = tryParse(presented);
  if (text === null) return null;
  const stored = await inStore(() => keysOf(db).findOne({ _id: text.id }));
  if (stored === null || stored.revokedAt !== undefined || !sameHash(stored.hash, text.secret)) return null;
  const { _id: keyId, tenantId, scopes, user, groups } = stored;
  return { keyId, tenantId, scopes, ...(user !== undefined && { user }), ...(groups && { groups }) };
}

/** Revokes a key of the tenant; false when it has none with that id. */
export async function revokeApiKey(db: Db, tenant: TenantContext, keyId: string): Promise<boolean> {
  const filter = { _id: { $eq: keyId }, tenantId: { $eq: tenant.tenantId } };
  const result = await inStore(() => keysOf(db).updateOne(filter, { $set: { revokedAt: new Date() } }));
  return result.matchedCount === 1;
}

function keysOf(db: Db): Collection<ApiKeyDocument> {
  return db.collection<ApiKeyDocument>(API_KEYS.collection);
}

function toDocument(text: KeyText, key: NewKey): ApiKeyDocument {
  return { _id: text.id, hash: hashOf(text.secret), ...key, createdAt: new Date() };
}

/** Two hashes have one length, so the comparison's time tells nothing of where they differ. */
function sameHash(stored: string, secret: string): boolean {
  const [left, right] = [Buffer.from(stored, 'hex'), Buffer.from(hashOf(secret), 'hex')];
  return left.length === right.length && timingSafeEqual(left, right);
}

function tryParse(presented: string): KeyText | null {
  try {
    return parseKey(presented);
  } catch {
    return null;
  }
}
