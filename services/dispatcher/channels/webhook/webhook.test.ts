/** The parts of a webhook's request. */
import { describe, expect, it } from 'vitest';
import { createRenderer } from '../../rendering.ts';
import { webhookHeaders } from './headers.ts';
import { webhookUrl } from './url.ts';

const record = {
  site: 'https://shop.example.com:8443/hook?a=1',
  host: 'shop.example.com',
  name: 'a/../b?c#d&e=f g',
  scheme: 'ftp',
};
const url = (template: string, params: readonly (readonly [string, string])[] = []) =>
  webhookUrl(template, params, createRenderer({ record, readable: {} }));

describe('webhookUrl', () => {
  it.each([
    ['https://x.example/a?b=c d#e', 'https://x.example/a?b=c%20d#e'],
    ['{{trigger.site}}', 'https://shop.example.com:8443/hook?a=1'],
    [
      '{{ trigger.site }}&b={{trigger.name}}',
      'https://shop.example.com:8443/hook?a=1&b=a%2F..%2Fb%3Fc%23d%26e%3Df%20g',
    ],
    ['https://{{trigger.host}}/x', 'https://shop.example.com/x'],
    [
      'https://{{trigger.host}}:8080/{{trigger.name}}',
      'https://shop.example.com:8080/a%2F..%2Fb%3Fc%23d%26e%3Df%20g',
    ],
    ['https://x.example/{{trigger.name}}/y', 'https://x.example/a%2F..%2Fb%3Fc%23d%26e%3Df%20g/y'],
    ['https://x.example?n={{trigger.name}}', 'https://x.example/?n=a%2F..%2Fb%3Fc%23d%26e%3Df%20g'],
  ])('%s', (template, rendered) => {
    expect(url(template)).toBe(rendered);
  });
  it('adds parameters behind what the author wrote', () => {
    expect(
      url('https://x.example/?a=%20b#f', [
        ['n', '{{trigger.host}}'],
        ['x y', '&'],
      ]),
    ).toBe('https://x.example/?a=%20b&n=shop.example.com&x+y=%26#f');
  });
  it.each(['{{trigger.nope}}', '{{trigger.scheme}}://x.example/', 'x.example', 'https://'])(
    'refuses %s',
    (template) => {
      expect(() => url(template)).toThrow(expect.objectContaining({ code: 'template_invalid' }));
    },
  );
});

describe('webhookHeaders', () => {
  const headers = (own: readonly (readonly [string, string])[], type: string | null = 'application/json') =>
    webhookHeaders('e1', 1_700_000_000_999, type, own);

  it('carries the key and the time of its first rendering', () => {
    expect(headers([])).toEqual({
      'user-agent': 'Upshot',
      'content-type': 'application/json',
      'webhook-id': 'e1',
      'webhook-timestamp': '1700000000',
      'idempotency-key': 'e1',
    });
  });
  it('lets the author name another content type, and never another key', () => {
    expect(
      headers([
        ['Content-Type', 'text/xml'],
        ['Webhook-Id', 'mine'],
      ]),
    ).toMatchObject({
      'content-type': 'text/xml',
      'webhook-id': 'e1',
    });
  });
  it('has no content type without a body', () => {
    expect(headers([], null)).not.toHaveProperty('content-type');
  });
  it.each([
    ['a\r\nb', 'a b'],
    ['a\0', 'a'],
    ['é', 'é'],
    ['名', '?'],
    [' a ', 'a'],
  ])('sends %j as %j', (value, sent) => {
    expect(headers([['X', value]])).toMatchObject({ x: sent });
  });
});
