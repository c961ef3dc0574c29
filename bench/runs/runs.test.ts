/** What is measured of runs is what the API takes, and each figure stands beside what it should. */
import { DEMO_MAPPING_FILE } from '@upshot/demo-crm';
import { native } from '@upshot/dialects';
import { readMappingFile } from '@upshot/mapping';
import { describe, expect, it } from 'vitest';
import { runsFigures } from './figures.ts';
import { definitionsOf, WORKLOADS, type WorkloadName } from './workloads.ts';

const modules = await readMappingFile(DEMO_MAPPING_FILE);

describe('a workload', () => {
  it.each(WORKLOADS)('$name is definitions that are taken', (workload) => {
    const bodies = definitionsOf(workload, 'http://127.0.0.2:1/');
    expect(bodies).toHaveLength(workload.definitions);
    for (const body of bodies)
      expect(native.parse(body, { modules, mode: 'create', newId: () => 'id' })).toMatchObject({ ok: true });
  });
});

describe('the figures', () => {
  const runs = new Map<WorkloadName, number>([
    ['one', 500],
    ['three', 250],
    ['changes', 2_000],
  ]);
  const latency = { p50Ms: 20, p99Ms: 60 };
  const peer = { perSecond: 1_000, latency: { p50Ms: 5, p99Ms: 30 } };

  it('stand beside what is aimed at where there is no peer', () => {
    expect(runsFigures(runs, latency, new Map())).toEqual([
      { name: 'runs.one', value: 500, unit: 'runs/s', versus: 'aim', ratio: 0.5 },
      { name: 'runs.three', value: 250, unit: 'runs/s', versus: 'aim', ratio: 0.25 },
      { name: 'runs.changes', value: 2_000, unit: 'changes/s', versus: 'aim', ratio: 0.2 },
      { name: 'runs.latency.p50', value: 20, unit: 'ms', versus: 'aim', ratio: 0.5 },
      { name: 'runs.latency.p99', value: 60, unit: 'ms', versus: 'aim', ratio: 0.5 },
    ]);
  });
  it('stand beside the first peer, and every peer beside ours, where it did the same', () => {
    const figures = runsFigures(runs, latency, new Map([['node-red', peer]]));
    expect(figures).toContainEqual({
      name: 'runs.one',
      value: 500,
      unit: 'runs/s',
      versus: 'node-red',
      ratio: 0.5,
    });
    expect(figures).toContainEqual(expect.objectContaining({ name: 'runs.three', versus: 'aim' }));
    expect(figures).toContainEqual(expect.objectContaining({ name: 'runs.latency.p50', ratio: 4 }));
    expect(figures.slice(-3)).toEqual([
      { name: 'runs.one.node-red', value: 1_000, unit: 'runs/s', versus: 'upshot', ratio: 2 },
      { name: 'runs.latency.p50.node-red', value: 5, unit: 'ms', versus: 'upshot', ratio: 0.25 },
      { name: 'runs.latency.p99.node-red', value: 30, unit: 'ms', versus: 'upshot', ratio: 0.5 },
    ]);
  });
});
