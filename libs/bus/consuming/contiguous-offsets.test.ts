/** Shows that an offset is committable only when every record before it is done, in whatever order they finish. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContiguousOffsets } from './contiguous-offsets.ts';

describe('ContiguousOffsets', () => {
  it('waits for the first record, however many later ones are done', () => {
    const offsets = new ContiguousOffsets();
    const [first, second] = [offsets.add(7n, 8n, 100), offsets.add(8n, 9n, 200)];
    offsets.done(second);
    expect([offsets.committable, offsets.oldest?.offset]).toEqual([undefined, 7n]);
    offsets.done(first);
    expect([offsets.committable, offsets.oldest]).toEqual([9n, undefined]);
  });
  it('steps over gaps that compaction or a transaction left', () => {
    const offsets = new ContiguousOffsets();
    offsets.done(offsets.add(3n, 4n, 0));
    offsets.done(offsets.add(900n, 903n, 0));
    expect(offsets.committable).toBe(903n);
  });
  it('changes nothing when a record is done twice', () => {
    const offsets = new ContiguousOffsets();
    const ticket = offsets.add(1n, 2n, 0);
    offsets.done(ticket);
    offsets.done(ticket);
    expect(offsets.committable).toBe(2n);
  });
  it('tells the age of what is not done', () => {
    const offsets = new ContiguousOffsets();
    const first = offsets.add(1n, 2n, 100);
    offsets.add(2n, 3n, 200);
    offsets.done(first);
    expect(offsets.oldest?.timestampMs).toBe(200);
  });
  it('stays right and small over many records', () => {
    const offsets = new ContiguousOffsets();
    for (let offset = 0n; offset < 10_000n; offset += 1n) offsets.done(offsets.add(offset, offset + 1n, 0));
    expect(offsets.committable).toBe(10_000n);
  });
  it('is always the end of the longest finished beginning', () => {
    const gaps = fc.array(fc.bigInt(1n, 50n), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(gaps, fc.infiniteStream(fc.nat()), (steps, picks) => {
        const offsets = new ContiguousOffsets();
        let at = 0n;
        const open = steps.map((step) => offsets.add((at += step), at + 1n, 0));
        const all = [...open];
        while (open.length > 0) {
          const [ticket] = open.splice(Number(picks.next().value) % open.length, 1);
          if (ticket !== undefined) offsets.done(ticket);
          const firstOpen = all.findIndex((each) => open.includes(each));
          const before = firstOpen === -1 ? all.length : firstOpen;
          expect(offsets.committable).toBe(all[before - 1]?.next);
          expect(offsets.oldest).toBe(all[before]);
        }
      }),
    );
  });
});
