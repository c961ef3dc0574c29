/** What is hidden of a request, and what is not. */
import { describe, expect, it } from 'vitest';
import { soundsSecret, withoutSecrets } from './without-secrets.ts';

describe('soundsSecret', () => {
  it.each([
    'Authorization',
    'proxy-authorization',
    'Cookie',
    'Set-Cookie',
    'X-Api-Key',
    'apiKey',
    'api_key',
    'access_token',
    'refreshToken',
    'client_secret',
    'password',
    'passwd',
    'X-Signature',
    'webhook-signature',
    'privateKey',
    'auth',
    'key',
    'session_id',
    'credentials',
  ])('%s', (name) => {
    expect(soundsSecret(name)).toBe(true);
  });
  it.each([
    'idempotency-key',
    'webhook-id',
    'content-type',
    'first_name',
    'author',
    'keyword',
    'user-agent',
    '',
  ])('but not %j', (name) => {
    expect(soundsSecret(name)).toBe(false);
  });
});

describe('withoutSecrets', () => {
  it('hides what stands under such names, however deep and whatever it is', () => {
    const value = { a: [{ token: 'x', b: 1 }], password: { nested: 'y' }, secret: null, ok: 'z' };
    expect(withoutSecrets(value)).toEqual({
      a: [{ token: '***', b: 1 }],
      password: '***',
      secret: null,
      ok: 'z',
    });
  });
  it('cuts long texts, and ends somewhere', () => {
    expect(withoutSecrets('x'.repeat(10_000))).toHaveLength(4_001);
    let deep: object = { end: true };
    for (let level = 0; level < 1_000; level += 1) deep = { in: deep };
    expect(JSON.stringify(withoutSecrets(JSON.parse(JSON.stringify(deep))))).toContain('…');
  });
  it('leaves everything else as it is, an own __proto__ too', () => {
    const value = JSON.parse('{"__proto__":{"a":1},"n":1.5,"t":true,"l":[null,"x"]}');
    expect(JSON.stringify(withoutSecrets(value))).toBe(JSON.stringify(value));
  });
});
