/** Shows the promises of keyed lanes against a model: order per lane, one turn per lane, nothing lost, the oldest first. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lanes } from './lanes.ts';

describe('Lanes', () => {
  it('hands a lane out once at a time, its items in order', () => {
    const lanes = new Lanes<number>();
    lanes.push('a', 1);
    lanes.push('a', 2);
    expect(lanes.next(1)).toEqual({ lane: 'a', items: [1] });
    expect(lanes.next(1)).toBeUndefined();
    lanes.finish('a');
    expect(lanes.next(1)).toEqual({ lane: 'a', items: [2] });
  });
  it('lets the lane that waits longest go first', () => {
    const lanes = new Lanes<number>();
    for (const [name, item] of [
      ['a', 1],
      ['b', 2],
      ['a', 3],
    ] as const)
      lanes.push(name, item);
    expect(lanes.next(1)?.lane).toBe('a');
    lanes.finish('a');
    expect(lanes.next(1)?.lane).toBe('b');
    expect(lanes.next(1)).toEqual({ lane: 'a', items: [3] });
  });
  it('hands out what has gathered, up to the most that is asked for', () => {
    const lanes = new Lanes<number>();
    for (const item of [1, 2, 3]) lanes.push('a', item);
    expect(lanes.next(2)?.items).toEqual([1, 2]);
    lanes.finish('a');
    expect(lanes.next(2)?.items).toEqual([3]);
  });
  it('holds one lane back and no other, and hands the same items out again', () => {
    const lanes = new Lanes<number>();
    lanes.push('slow', 1);
    lanes.push('quick', 2);
    lanes.next(1);
    lanes.hold('slow');
    lanes.push('slow', 3);
    expect(lanes.next(1)?.lane).toBe('quick');
    lanes.finish('quick');
    expect(lanes.next(1)).toBeUndefined();
    lanes.open('slow');
    expect(lanes.next(5)?.items).toEqual([1, 3]);
  });
  it('takes no harm from names that it does not know', () => {
    const lanes = new Lanes<number>();
    lanes.finish('x');
    lanes.hold('x');
    lanes.open('x');
    expect([lanes.next(1), lanes.size]).toEqual([undefined, 0]);
  });
  it('opens no lane that is out, so that it cannot be out twice', () => {
    const lanes = new Lanes<number>();
    lanes.push('a', 1);
    lanes.next(1);
    lanes.open('a');
    expect(lanes.next(1)).toBeUndefined();
  });
});

/** What can happen to lanes; numbers choose among the turns that are out or the lanes that are held. */
const happening = fc.oneof(
  fc.record({ kind: fc.constant('push' as const), lane: fc.constantFrom('a', 'b', 'c') }),
  fc.record({ kind: fc.constant('next' as const), most: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constantFrom('finish' as const, 'hold' as const, 'open' as const), pick: fc.nat(9) }),
);

describe('Lanes against a model', () => {
  it('never reorders a lane, never has one out twice, and loses nothing', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 200 }), (happenings) => {
        const lanes = new Lanes<number>();
        const waiting = new Map<string, number[]>([
          ['a', []],
          ['b', []],
          ['c', []],
        ]);
        const out = new Map<string, readonly number[]>();
        const held = new Set<string>();
        let count = 0;
        for (const each of happenings) {
          if (each.kind === 'push') {
            lanes.push(each.lane, count);
            waiting.get(each.lane)?.push(count);
            count += 1;
          } else if (each.kind === 'next') {
            const turn = lanes.next(each.most);
            const free = [...waiting].filter(
              ([name, items]) => items.length > 0 && !out.has(name) && !held.has(name),
            );
            expect(turn === undefined).toBe(free.length === 0);
            if (turn === undefined) continue;
            expect(free.map(([name]) => name)).toContain(turn.lane);
            expect(turn.items).toEqual(waiting.get(turn.lane)?.slice(0, each.most));
            out.set(turn.lane, turn.items);
          } else if (each.kind === 'open') {
            const name = [...held][each.pick % Math.max(1, held.size)];
            if (name === undefined) continue;
            lanes.open(name);
            held.delete(name);
          } else {
            const [name, items] = [...out][each.pick % Math.max(1, out.size)] ?? [];
            if (name === undefined || items === undefined) continue;
            out.delete(name);
            if (each.kind === 'hold') {
              lanes.hold(name);
              held.add(name);
            } else {
              lanes.finish(name);
              waiting.get(name)?.splice(0, items.length);
            }
          }
          expect(lanes.size).toBe([...waiting.values()].flat().length);
        }
      }),
    );
  });
});
