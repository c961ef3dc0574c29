/** Shows which figure stands beside which, as medians, by the clock and by CPU time. */
import { describe, expect, it } from 'vitest';
import { burstFigures, streamFigures, type Measured } from './figures.ts';

const results = (...seconds: readonly number[]): Measured['results'] =>
  seconds.map((each) => ({ records: 100, seconds: each, cpuSeconds: each * 2, rssMb: 50 }));

const measured: readonly Measured[] = [
  { client: 'kafkajs', mode: 'raw', definitions: null, results: results(1, 9, 1) },
  { client: 'kafkajs', mode: 'decoded', definitions: null, results: results(2) },
  { client: 'kafkajs', mode: 'matched', definitions: 1_000, results: results(4, 2, 5) },
  { client: 'platformatic', mode: 'raw', definitions: null, results: results(0.5) },
  { client: 'platformatic', mode: 'decoded', definitions: null, results: results(1) },
  { client: 'platformatic', mode: 'matched', definitions: 1_000, results: results(2) },
];
const figures = streamFigures(measured);

describe('streamFigures', () => {
  it('sets a matcher beside what the same library does without it', () => {
    expect(figures.filter(({ name }) => /^stream\.\d+/u.test(name) && !name.endsWith('.cpu'))).toEqual([
      { name: 'stream.1000', value: 25, unit: 'records/s', versus: 'kafkajs-raw', ratio: 0.25 },
      { name: 'stream.1000', value: 25, unit: 'records/s', versus: 'kafkajs-decoded', ratio: 0.5 },
      {
        name: 'stream.1000.platformatic',
        value: 50,
        unit: 'records/s',
        versus: 'platformatic-raw',
        ratio: 0.25,
      },
      {
        name: 'stream.1000.platformatic',
        value: 50,
        unit: 'records/s',
        versus: 'platformatic-decoded',
        ratio: 0.5,
      },
    ]);
  });
  it('sets a decode beside raw consumption, and that beside itself', () => {
    expect(figures.find(({ name }) => name === 'kafkajs-decoded')).toMatchObject({ value: 50, ratio: 0.5 });
    expect(figures.find(({ name }) => name === 'kafkajs-raw')).toMatchObject({ value: 100, ratio: 1 });
  });
  it('tells the same per second of CPU time', () => {
    expect(figures.filter(({ name }) => name.endsWith('.cpu'))).toHaveLength(figures.length / 2);
    expect(figures.find(({ name }) => name === 'stream.1000.cpu')).toEqual({
      name: 'stream.1000.cpu',
      value: 12.5,
      unit: 'records/CPU s',
      versus: 'kafkajs-raw.cpu',
      ratio: 0.25,
    });
  });
});

describe('burstFigures', () => {
  it('tells memory beside raw reading, and lag beside the burst', () => {
    const raw: Measured = { client: 'kafkajs', mode: 'raw', definitions: null, results: results(1) };
    const burst = { records: 1_000, sendSeconds: 4, lag: 250, seconds: 2, rssMb: 100 };
    expect(burstFigures(burst, raw)).toEqual([
      { name: 'stream.memory', value: 100, unit: 'MB', versus: 'kafkajs-raw', ratio: 2 },
      { name: 'stream.burst.lag', value: 250, unit: 'records', versus: 'burst', ratio: 0.25 },
      { name: 'stream.burst.lag.seconds', value: 2, unit: 's', versus: 'burst', ratio: 0.5 },
    ]);
  });
});
