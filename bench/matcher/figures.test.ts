/** Shows which figures a run has, and what each is against. */
import { describe, expect, it } from 'vitest';
import type { CellResult } from './cell.ts';
import { costFigures, figuresOf } from './figures.ts';

const result = (events: number, definitions = 100): CellResult => ({
  definitions,
  loadMs: 1,
  events,
  cpuSeconds: 2,
  sets: [],
});
const plan = { seed: 1, tenants: 10, definitions: 100 };

describe('figuresOf', () => {
  it('puts ours beside each peer, and each peer beside ours', () => {
    const ours = result(4_000);
    const peers = [
      { peer: 'scan', result: result(1_000), ours },
      { peer: 'mingo', result: result(400), ours },
    ] as const;
    expect(figuresOf({ plan, ours, peers })).toEqual([
      { name: 'match.10t.100', value: 2_000, unit: 'events/s', versus: 'match.10t.100.scan', ratio: 4 },
      { name: 'match.10t.100.scan', value: 500, unit: 'events/s', versus: 'match.10t.100', ratio: 0.25 },
      { name: 'match.10t.100', value: 2_000, unit: 'events/s', versus: 'match.10t.100.mingo', ratio: 10 },
      { name: 'match.10t.100.mingo', value: 200, unit: 'events/s', versus: 'match.10t.100', ratio: 0.1 },
    ]);
  });
  it('compares on the definitions that a peer can express, and says what ours does on those', () => {
    const peers = [{ peer: 'event-ruler', result: result(1_000, 90), ours: result(5_000, 90) }] as const;
    const figures = figuresOf({ plan, ours: result(4_000), peers });
    expect(figures.map(({ name, value, versus, ratio }) => [name, value, versus, ratio])).toEqual([
      ['match.10t.100', 2_000, 'match.10t.100.event-ruler', 5],
      ['match.10t.100.event-ruler', 500, 'match.10t.100.on-90', 0.2],
      ['match.10t.100.on-90', 2_500, 'match.10t.100.event-ruler', 5],
    ]);
  });
  it('has ours alone where there is no peer', () => {
    expect(figuresOf({ plan, ours: result(4_000), peers: [] })).toMatchObject([
      { name: 'match.10t.100', value: 2_000, ratio: 1 },
    ]);
  });
});

describe('costFigures', () => {
  it('names building, memory and updates', () => {
    const costs = {
      buildSeconds: 2,
      memoryMb: 100,
      updateMs: { median: 1, most: 20 },
      scan: { buildSeconds: 1, memoryMb: 50 },
    };
    expect(costFigures(100_000, costs)).toEqual([
      { name: 'match.build.100000', value: 2, unit: 's', versus: 'scan', ratio: 2 },
      { name: 'match.memory.100000', value: 100, unit: 'MB', versus: 'scan', ratio: 2 },
      { name: 'match.update', value: 1, unit: 'ms', versus: 'match.build.100000', ratio: 0.0005 },
      { name: 'match.update.max', value: 20, unit: 'ms', versus: 'match.build.100000', ratio: 0.01 },
    ]);
  });
});
