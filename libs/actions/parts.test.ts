/** The pure parts under the configs: addresses, header names, rows. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressParts, enabledPairs, isAddress, isReservedHeader } from './index.ts';

describe('isAddress', () => {
  it.each(['a@example.com', 'a.b+c@sub.example.co', "o'neil@example.com", 'x@xn--bcher-kva.example'])(
    'takes %s',
    (text) => {
      expect(isAddress(text)).toBe(true);
    },
  );
  it.each([
    'b@ex.com\r\nBcc: evil@x.com',
    'b@ex.com, evil@x.com',
    'b@ex.com<evil@x.com>',
    'g:a@x.com,b@x.com;',
    '"evil@attacker.com x"@internal.com',
    'а@exаmple.com',
    'a@b.com\0',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b.'.repeat(130)}com`,
    'a@localhost',
    'a@.com',
    '.a@example.com',
    'a@@example.com',
    '@example.com',
    'a@',
    '',
    ' a@example.com',
  ])('refuses %j', (text) => {
    expect(isAddress(text)).toBe(false);
  });
  it('never takes anything that could end or widen an envelope', () => {
    fc.assert(fc.property(fc.string(), (text) => !isAddress(text) || !/[\s,;<>":()\\]/.test(text)));
  });
});

describe('addressParts', () => {
  it('splits what the author wrote, not what a template holds', () => {
    expect(addressParts('a@x.com, b@x.com; {{ trigger.a, b }} ,')).toEqual([
      'a@x.com',
      'b@x.com',
      '{{ trigger.a, b }}',
    ]);
    expect(addressParts('')).toEqual([]);
  });
});

describe('isReservedHeader', () => {
  it.each(['Host', 'content-length', 'Webhook-Id', 'TRACEPARENT', 'proxy-authorization'])(
    'reserves %s',
    (name) => {
      expect(isReservedHeader(name)).toBe(true);
    },
  );
  it.each(['authorization', 'x-host', 'content-type'])('leaves %s to the author', (name) => {
    expect(isReservedHeader(name)).toBe(false);
  });
});

describe('enabledPairs', () => {
  it('leaves out what is switched off or has no key', () => {
    const rows = [
      { key: 'a', value: '1', enabled: true },
      { key: 'b', value: '2', enabled: false },
      { key: '', value: '3', enabled: true },
    ];
    expect(enabledPairs(rows)).toEqual([['a', '1']]);
  });
  it('reads an object the same way, and nothing as nothing', () => {
    expect(enabledPairs({ a: '1', '': '2' })).toEqual([['a', '1']]);
    expect([enabledPairs(null), enabledPairs(undefined)]).toEqual([[], []]);
  });
});
