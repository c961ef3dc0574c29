/** Shows that ids are stable, look like UUIDs, and that neither kinds nor neighbouring parts collide. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveId } from './index.ts';

describe('deriveId', () => {
  it('is the same for the same facts, for ever', () => {
    expect(deriveId('run', 'demo', 'd1', 'pg:1')).toBe(deriveId('run', 'demo', 'd1', 'pg:1'));
    expect(deriveId('run', 'demo', 'd1', 'pg:1')).toBe('b4d58a01-1693-8cd9-ab0e-804f539dc980');
  });
  it('is a UUID of version 8', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (parts) => {
        expect(deriveId('step', ...parts)).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
      }),
    );
  });
  it('tells kinds, types and boundaries apart', () => {
    const ids = [
      deriveId('run', 'a', 'b'),
      deriveId('step', 'a', 'b'),
      deriveId('run', 'ab'),
      deriveId('run', 'a,b'),
      deriveId('run', '1'),
      deriveId('run', 1),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});
