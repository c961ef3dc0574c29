/** Shows that the map in two levels is a map, and that the one before it stays as it was. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ShardedMap } from './sharded-map.ts';

const key = fc.oneof(
  fc.string(),
  fc.constantFrom('a', 'b', '__proto__', 'acme/definition-1', 'acme/definition-2'),
);

describe('a sharded map', () => {
  it('holds what a map holds', () => {
    const steps = fc.array(fc.tuple(key, fc.option(fc.nat())));
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.nat())), steps, (entries, changes) => {
        const plain = new Map(entries);
        let sharded = ShardedMap.of(entries);
        for (const [each, value] of changes) {
          const [before, size] = [sharded, sharded.size];
          if (value === null) plain.delete(each);
          else plain.set(each, value);
          sharded = value === null ? sharded.without(each) : sharded.with(each, value);
          expect(before.size).toBe(size);
        }
        expect(sharded.size).toBe(plain.size);
        for (const [each] of [...entries, ...changes]) expect(sharded.get(each)).toBe(plain.get(each));
      }),
    );
  });
  it('is itself where there is nothing to take out', () => {
    const map = ShardedMap.of([['a', 1]]);
    expect(map.without('b')).toBe(map);
    expect(map.without('a').size).toBe(0);
    expect(map.get('a')).toBe(1);
  });
});
