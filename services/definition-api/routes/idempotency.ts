/** Idempotency-Key, as every surface takes it: the same request again is known by its key and the hash of its body. */
import { createHash } from 'node:crypto';
import type { DialectModule, StoredDefinition } from '@upshot/dialects';
import { err, ok, type Result } from '@upshot/errors';
import type { ApiRequest } from '../http/answer.ts';
import type { RefusalDetail } from '../http/refusal.ts';
import type { CreatedWith, DefinitionStore } from '../ports/definition-store.ts';

const KEY = /^[\x21-\x7e]{1,255}$/u;

/** The key and the hash of the body; undefined without a key. */
export function readCreatedWith({
  idempotencyKey,
  body,
}: ApiRequest): Result<CreatedWith | undefined, RefusalDetail> {
  if (idempotencyKey === '') return ok(undefined);
  if (KEY.test(idempotencyKey)) return ok({ idempotencyKey, bodyHash: hashOf(body) });
  const message = 'must be 1 to 255 printable characters without blanks';
  return err({ field: 'Idempotency-Key', path: '', message, code: 'invalid_value' });
}

/** What the key created before: the definition, `other_body` where that was asked for with another body, null for nothing. */
export async function findReplay(
  { name }: Pick<DialectModule, 'name'>,
  { caller }: ApiRequest,
  { idempotencyKey, bodyHash }: CreatedWith,
  definitions: Pick<DefinitionStore, 'findCreated'>,
): Promise<StoredDefinition | 'other_body' | null> {
  const found = await definitions.findCreated(caller, name, idempotencyKey);
  if (found === null) return null;
  return found.bodyHash === bodyHash ? found.definition : 'other_body';
}

/** What a replayed answer says of itself. */
export const REPLAYED = { 'idempotent-replayed': 'true' };

const hashOf = (body: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(body) ?? '')
    .digest('base64');
