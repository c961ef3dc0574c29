/** A webhook's request, as people may read it. */
import { describe, expect, it } from 'vitest';
import { shownRequest, type ShownParts } from './shown-request.ts';

const shown = (part: Partial<ShownParts>) =>
  shownRequest({ method: 'POST', url: 'https://x.example/', headers: {}, body: null, ...part });

describe('a shown request', () => {
  it.each([
    ['https://u:p@x.example/a?token=t&b=1#c', 'https://x.example/a?token=***&b=1#c'],
    ['https://x.example/a%20b?q=%20x', 'https://x.example/a%20b?q=%20x'],
    ['not an address', '***'],
  ])('%s has the address %s', (url, address) => {
    expect(shown({ url })).toMatchObject({ url: address });
  });
  it('has its JSON and its form taken apart, so that names in them can be judged', () => {
    const json = { 'content-type': 'application/json' };
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(shown({ headers: json, body: '{"a":{"token":"t"}}' })).toMatchObject({
      body: { a: { token: 't' } },
    });
    expect(shown({ headers: form, body: 'a=1&b=2&a=3' })).toMatchObject({ body: { a: ['1', '3'], b: '2' } });
  });
  it('has any other body as text, and none where there is none', () => {
    expect(shown({ body: 'plain {' })).toMatchObject({ body: 'plain {' });
    expect(shown({ body: null })).toMatchObject({ body: null });
  });
});
