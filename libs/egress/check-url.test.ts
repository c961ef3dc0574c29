/** URLs as definitions bring them: what is refused before anything is looked up. */
import { describe, expect, it } from 'vitest';
import { checkUrl, readNetworks } from './index.ts';

describe('checkUrl', () => {
  it.each([
    'https://hooks.example.com/a/b?c=d',
    'http://example.com',
    'https://example.com:8443/',
    'http://example.com:8080/',
    'https://[2606:4700::1111]/',
    'http://8.8.8.8/',
    'https://bücher.example/',
    'https://example.com/#part',
  ])('lets through %s', (text) => {
    expect(checkUrl(text)).toMatchObject({ ok: true });
  });

  it.each([
    ['http://2130706433/', 'loopback'],
    ['http://0x7f.1/', 'loopback'],
    ['http://0177.0.0.1/', 'loopback'],
    ['http://127.1/', 'loopback'],
    ['http://①②⑦.⓪.⓪.①/', 'loopback'],
    ['http://127。0。0。1/', 'loopback'],
    ['http://0/', 'unspecified'],
    ['http://[::]/', 'unspecified'],
    ['http://[::ffff:169.254.169.254]/', 'metadata'],
    ['http://[::ffff:7f00:1]/', 'loopback'],
    ['http://[64:ff9b::a9fe:a9fe]/', 'nat64'],
    ['http://[2002:7f00:1::]/', '6to4'],
    ['http://[::ffff:0:7f00:1]/', 'ipv4-translated'],
    ['http://[fd00:ec2::254]/', 'metadata'],
    ['http://[::127.0.0.1]/', 'not-global'],
    ['http://169.254.169.254./', 'metadata'],
    ['http://100.100.100.200/', 'metadata'],
    ['http://192.0.0.192/', 'metadata'],
    ['http://localhost/', 'loopback'],
    ['http://localhost./', 'loopback'],
    ['http://x.localhost/', 'loopback'],
    ['http://LOCALHOST/', 'loopback'],
  ])('refuses the address in %s as %s', (text, expected) => {
    expect(checkUrl(text)).toMatchObject({
      ok: false,
      error: { code: 'egress_refused', message: `the host is a ${expected} address` },
    });
  });

  it.each([
    ['http://foo@169.254.169.254', 'user'],
    ['https://user:secret@example.com/', 'user'],
    ['https://example.com\\@127.0.0.1/', 'backslash'],
    ['https://exa\tmple.com/', 'control'],
    ['https://example.com/\r\nHost: x', 'control'],
    [' https://example.com/', 'blanks'],
    ['https://exam\u200bple.com/', 'control'],
    ['gopher://example.com/', 'http'],
    ['file:///etc/passwd', 'http'],
    ['ftp://example.com/', 'http'],
    ['data:text/plain,x', 'http'],
    ['javascript:alert(1)', 'http'],
    ['ws://example.com/', 'http'],
    ['//example.com/', 'not a URL'],
    ['example.com', 'not a URL'],
    ['', 'not a URL'],
    ['https://', 'not a URL'],
    [`https://example.com/${'x'.repeat(8_192)}`, 'longer'],
    ...[22, 25, 110, 6379, 9092, 27_017, 5432, 2375, 11_211].map((port) => [
      `http://example.com:${port}/`,
      'port',
    ]),
  ])('refuses %s for its %s', (text, reason) => {
    const result = checkUrl(text);
    expect(result).toMatchObject({ ok: false, error: { code: 'egress_refused', retry: 'never' } });
    expect(result.ok ? '' : result.error.message).toContain(reason);
  });

  it('repeats nothing of the URL', () => {
    for (const text of [
      'https://ann:canary@example.com/canary?key=canary',
      'http://10.0.0.1/?token=canary',
    ]) {
      expect(JSON.stringify(checkUrl(text))).not.toContain('canary');
    }
  });
  it('lets through what the operator allows, but never for its port or scheme', () => {
    const allow = readNetworks(['127.0.0.0/8']);
    for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]']) {
      expect(checkUrl(`http://${host}:8080/`, { allow }), host).toMatchObject({ ok: true });
    }
    expect(checkUrl('http://127.0.0.1:6379/', { allow })).toMatchObject({ ok: false });
    expect(checkUrl('http://10.0.0.1/', { allow })).toMatchObject({ ok: false });
  });
});
