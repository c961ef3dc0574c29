/** Shows what the benchmarks' arithmetic does at its edges. */
import { describe, expect, it } from 'vitest';
import { percentile, printFigures, reportOf } from './report.ts';

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_none, index) => 100 - index);
  it.each([
    [0.5, 50],
    [0.99, 99],
    [1, 100],
    [0, 1],
  ])('takes the nearest rank: %d', (share, expected) => {
    expect(percentile(hundred, share)).toBe(expected);
  });
  it('has no value without samples', () => {
    expect(percentile([], 0.5)).toBeNaN();
  });
});

describe('a report', () => {
  const figure = {
    name: 'match.changes',
    value: 12_345.6,
    unit: 'changes/s',
    versus: 'kafkajs-raw',
    ratio: 0.4567,
  };
  it('names the machine and keeps the figures', () => {
    expect(reportOf([figure])).toMatchObject({
      machine: expect.stringContaining('cores'),
      figures: [figure],
    });
  });
  it('prints a line a figure', () => {
    expect(printFigures([figure])).toMatch(/^match\.changes +12,346 changes\/s +0\.457 × kafkajs-raw$/u);
  });
});
