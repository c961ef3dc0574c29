/** Shows which earlier versions a document keeps. */
import { describe, expect, it } from 'vitest';
import { withEarlier } from './earlier-versions.ts';

const at = new Date(0);
const versions = (count: number, length: number) =>
  Array.from({ length: count }, (_, place) => ({
    version: count - place,
    native: 'x'.repeat(length),
    source: 'x'.repeat(length),
    replacedAt: at,
  }));
const kept = (version: number, length: number, earlier: ReturnType<typeof versions>) =>
  withEarlier({ version, native: 'x'.repeat(length), source: 'x'.repeat(length), earlier }, at).map(
    (each) => each.version,
  );

describe('withEarlier', () => {
  it('puts the version that was replaced before the others', () => {
    expect(kept(3, 1, versions(2, 1))).toEqual([3, 2, 1]);
  });
  it('keeps fifty', () => {
    expect(kept(61, 1, versions(60, 1))).toEqual(Array.from({ length: 50 }, (_, at) => 61 - at));
  });
  it('keeps what fits into the document, and no gap', () => {
    expect(kept(6, 1_000_000, versions(5, 1_000_000))).toEqual([6, 5]);
    const small = versions(2, 10);
    const first = { version: 3, replacedAt: at, native: 'x'.repeat(4_000_001), source: '' };
    expect(kept(4, 10, [first, ...small])).toEqual([4]);
  });
  it('keeps what the client sent, so that it can be put back', () => {
    expect(withEarlier({ version: 2, native: 'n', source: 's', earlier: [] }, at)).toEqual([
      { version: 2, native: 'n', source: 's', replacedAt: at },
    ]);
  });
});
