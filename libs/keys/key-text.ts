/** The text of a key: `upk_<id>_<secret>`, the secret 256 bits drawn at random. */
import { createHash, randomBytes } from 'node:crypto';
import { UpshotError } from '@upshot/errors';

/** A key taken apart. */
export interface KeyText {
  readonly id: string;
  readonly secret: string;
  readonly plain: string;
}

const ID_BYTES = 9;
const SECRET_BYTES = 32;
/** The id has no `_`, so that the text splits in one way only; both parts are bounded. */
const KEY = /^upk_([A-Za-z0-9-]{1,40})_([A-Za-z0-9_-]{16,128})$/u;

/** A new key, which nobody has seen before. */
export function drawKey(): KeyText {
  const id = randomBytes(ID_BYTES).toString('hex');
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  return { id, secret, plain: `upk_${id}_${secret}` };
}

/** Takes a key apart. Throws `config_invalid`, never naming the text, when it is none. */
export function parseKey(plain: string): KeyText {
  const [, id, secret] = KEY.exec(plain) ?? [];
  if (id === undefined || secret === undefined) throw new UpshotError('config_invalid', 'not an API key');
  return { id, secret, plain };
}

/** What is stored of a secret. A random 256-bit secret needs no slow hash. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
