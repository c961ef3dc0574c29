/** The text of a key: made, taken apart, hashed. */
import { describe, expect, it } from 'vitest';
import { drawKey, hashOf, parseKey } from './key-text.ts';

describe('a key', () => {
  it('has an id and 256 bits that nobody can guess, and is taken apart in one way', () => {
    const keys = Array.from({ length: 500 }, drawKey);
    for (const key of keys) {
      expect(parseKey(key.plain)).toEqual(key);
      expect(Buffer.from(key.secret, 'base64url')).toHaveLength(32);
    }
    expect(new Set(keys.map(({ id }) => id)).size).toBe(500);
    expect(new Set(keys.map(({ secret }) => secret)).size).toBe(500);
  });
  it.each([
    '',
    'upk_',
    'upk_a_',
    'upk__secretsecretsecret',
    'upk_a_short',
    'xyz_a_secretsecretsecret',
    'upk_a_secretsecretsecret\n',
    'upk_$ne_secretsecretsecret',
    `upk_${'a'.repeat(41)}_secretsecretsecret`,
    `upk_a_${'s'.repeat(129)}`,
  ])('is no text like %j, and no error repeats it', (text) => {
    const parse = (): unknown => parseKey(text);
    expect(parse).toThrow(expect.objectContaining({ code: 'config_invalid', message: 'not an API key' }));
  });
  it('is hashed with SHA-256', () => {
    expect(hashOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
