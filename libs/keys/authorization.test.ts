/** Credentials in headers, and what is none. */
import { describe, expect, it } from 'vitest';
import { readAuthorization, READ_SCOPES, SCOPES } from './index.ts';

describe('an Authorization header', () => {
  it.each([
    ['Bearer upk_a_b', 'upk_a_b'],
    ['bearer upk_a_b', 'upk_a_b'],
    ['BEARER   upk_a_b', 'upk_a_b'],
    ['Zoho-oauthtoken upk_a_b', 'upk_a_b'],
    ['zoho-OAuthToken upk_a_b', 'upk_a_b'],
    [' Bearer upk_a_b ', 'upk_a_b'],
  ])('carries a key: %s', (header, key) => {
    expect(readAuthorization(header)).toBe(key);
  });
  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer a b',
    'Basic dXNlcjpwYXNz',
    'Bearerupk_a_b',
    'upk_a_b',
    'Bearer a\u0000b',
    'Bearer é',
    `Bearer ${'x'.repeat(513)}`,
    `Bearer ${' '.repeat(100_000)}x`,
  ])('carries none: %#', (header) => {
    expect(readAuthorization(header)).toBeNull();
  });
});

describe('scopes', () => {
  it('that read are those that end so', () => {
    expect(READ_SCOPES).toEqual(SCOPES.filter((scope) => scope.endsWith(':read')));
  });
});
