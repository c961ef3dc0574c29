/** Questions that go together: each gets its own answer, and nobody's fails for another's. */
import { setImmediate as turn } from 'node:timers/promises';
import { UpshotError } from '@upshot/errors';
import { describe, expect, it } from 'vitest';
import { gathered } from './gather.ts';

/** Doubles numbers and keeps what was asked together. */
function doubling(refuse: (items: readonly number[]) => boolean = () => false) {
  const asked: (readonly number[])[] = [];
  const double = gathered(async (items: readonly number[]) => {
    asked.push(items);
    await turn();
    if (refuse(items)) throw new UpshotError('store_unavailable', items.join(' '));
    return items.map((item) => item * 2);
  });
  return { asked, double };
}
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_none, index) => index);

describe('gathered', () => {
  it('asks alone what is asked alone', async () => {
    const { asked, double } = doubling();
    expect([await double(1), await double(2)]).toEqual([2, 4]);
    expect(asked).toEqual([[1], [2]]);
  });
  it('asks together what comes in one turn, and answers each', async () => {
    const { asked, double } = doubling();
    expect(await Promise.all(upTo(5).map(double))).toEqual([0, 2, 4, 6, 8]);
    expect(asked).toEqual([[0, 1, 2, 3, 4]]);
  });
  it('asks no more at once than goes together, in order, and leaves none out', async () => {
    const { asked, double } = doubling();
    const answers = await Promise.all(upTo(600).map(double));
    expect(answers).toEqual(upTo(600).map((item) => item * 2));
    expect(asked.map(({ length }) => length)).toEqual([256, 256, 88]);
    expect(asked.flat()).toEqual(upTo(600));
  });
  it('gathers on while a question is under way', async () => {
    const { asked, double } = doubling();
    const all: Promise<number>[] = [];
    for (const item of upTo(20)) {
      all.push(double(item));
      await Promise.resolve();
    }
    await Promise.all(all);
    expect(asked.length).toBeLessThan(20);
    expect(asked.flat()).toEqual(upTo(20));
  });
  it('asks one by one what failed together, so that only the faulty one fails', async () => {
    const { asked, double } = doubling((items) => items.includes(2));
    const settled = await Promise.allSettled(upTo(4).map(double));
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(settled[2]).toMatchObject({ reason: { message: '2' } });
    expect(asked).toEqual([[0, 1, 2, 3], [0], [1], [2], [3]]);
  });
  it('goes on after a failure', async () => {
    const { double } = doubling((items) => items.includes(1));
    await expect(double(1)).rejects.toMatchObject({ code: 'store_unavailable' });
    expect(await double(3)).toBe(6);
  });
  it('rejects what a short answer leaves out', async () => {
    const ask = gathered(() => Promise.resolve<number[]>([]));
    await expect(ask(1)).rejects.toMatchObject({ code: 'internal' });
  });
});
