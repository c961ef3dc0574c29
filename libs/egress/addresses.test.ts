/** Addresses by what they really lead to. */
import { describe, expect, it } from 'vitest';
import { addressClass, readNetworks } from './index.ts';
import { refusal } from './addresses.ts';

describe('an address', () => {
  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '93.184.216.34',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '2a00:1450:4001::200e',
    '::ffff:8.8.8.8',
  ])('is public: %s', (address) => {
    expect(addressClass(address)).toBe('public');
  });
  it.each([
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.0.1', 'private'],
    ['169.254.1.1', 'link-local'],
    ['169.254.169.254', 'metadata'],
    ['100.100.100.200', 'metadata'],
    ['192.0.0.192', 'metadata'],
    ['168.63.129.16', 'metadata'],
    ['100.64.0.1', 'carrier-grade-nat'],
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'unspecified'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['192.0.2.1', 'reserved'],
    ['198.18.0.1', 'reserved'],
    ['240.0.0.1', 'reserved'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['fc00::1', 'unique-local'],
    ['fd00:ec2::254', 'metadata'],
    ['fd20:ce::254', 'metadata'],
    ['fec0::1', 'deprecated-site-local'],
    ['ff02::1', 'multicast'],
    ['::ffff:169.254.169.254', 'metadata'],
    ['::ffff:7f00:1', 'loopback'],
    ['::ffff:10.0.0.1', 'private'],
    ['::ffff:0:7f00:1', 'ipv4-translated'],
    ['::127.0.0.1', 'not-global'],
    ['::a9fe:a9fe', 'not-global'],
    ['64:ff9b::a9fe:a9fe', 'nat64'],
    ['64:ff9b:1::1', 'nat64'],
    ['2002:7f00:1::', '6to4'],
    ['2001::1', 'teredo'],
    ['2001:db8::1', 'reserved'],
    ['3fff::1', 'reserved'],
    ['::8.8.8.8', 'not-global'],
    ['2606:4700::5efe:7f00:1', 'isatap'],
    ['2606:4700::200:5efe:7f00:1', 'isatap'],
    ['4000::1', 'not-global'],
    ['100::1', 'discard'],
    ['localhost', 'invalid'],
    ['', 'invalid'],
  ])('is refused: %s as %s', (address, expected) => {
    expect(addressClass(address)).toBe(expected);
  });
  it('is let through in the networks that the operator allows, however it is written', () => {
    const networks = readNetworks(['10.0.0.0/8', 'fd00::/8']);
    expect(refusal('10.9.9.9', networks)).toBeUndefined();
    expect(refusal('::ffff:10.9.9.9', networks)).toBeUndefined();
    expect(refusal('fd00::1', networks)).toBeUndefined();
    expect(refusal('8.8.8.8', networks)).toBeUndefined();
    expect(refusal('192.168.0.1', networks)).toBe('private');
    expect(refusal('::1', networks)).toBe('loopback');
  });
  it.each(['10.0.0.1', '10.0.0.0/33', 'fd00::/129', 'example.com', ''])(
    'belongs to no network %s',
    (cidr) => {
      expect(() => readNetworks([cidr])).toThrow(expect.objectContaining({ code: 'config_invalid' }));
    },
  );
});
