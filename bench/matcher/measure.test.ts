/** Shows that measuring goes round the events, and counts what it ran. */
import { expect, it } from 'vitest';
import { measureRate } from './measure.ts';

const burn = (): number => Array.from({ length: 50_000 }, Math.random).filter((each) => each > 0.5).length;

it.each([false, true])('runs the events in turn, over and over (later: %s)', async (later) => {
  const ranges: (readonly [number, number])[] = [];
  const run = (from: number, to: number): number | Promise<number> => {
    ranges.push([from, to]);
    burn();
    return later ? Promise.resolve(1) : 1;
  };
  const timing = { warmUpMs: 20, measureMs: 60, checked: 0, checkMs: 0, events: 3 };
  const { events, cpuSeconds } = await measureRate({ run, keysOf: () => [] }, timing);
  expect(ranges[0]?.[0]).toBe(0);
  for (const [place, [from, to]] of ranges.entries()) {
    const before = ranges[place - 1]?.[1] ?? 0;
    expect([from, to > from, to <= 3]).toEqual([before === 3 ? 0 : before, true, true]);
  }
  const ran = ranges.reduce((sum, [from, to]) => sum + to - from, 0);
  expect([events > 0, events <= ran, cpuSeconds > 0]).toEqual([true, true, true]);
});
