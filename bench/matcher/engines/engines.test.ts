/** Shows that every engine finds the same matches, and that what is timed is what finds them. */
import { describe, expect, it } from 'vitest';
import { compare } from '../agreement.ts';
import { subsetOf } from '../subset.ts';
import { makeWorkload, type Workload } from '../workload/index.ts';
import { ENGINES, type Engine } from './index.ts';

const EVENTS = 120;
const workloads = [
  { seed: 1, tenants: 1, definitions: 10 },
  { seed: 2, tenants: 1, definitions: 400 },
  { seed: 3, tenants: 3, definitions: 900 },
].map((plan) => makeWorkload(plan, EVENTS));

async function foundBy({ name, load }: Engine, workload: Workload) {
  const definitions = subsetOf(name, workload.definitions);
  const loaded = load({ ...workload, definitions });
  const sets: string[][] = [];
  for (let place = 0; place < EVENTS; place += 1) sets.push([...(await loaded.keysOf(place))]);
  const counted = await loaded.run(0, EVENTS);
  return { found: { engine: name, held: new Set(definitions.map(({ key }) => key)), sets }, counted };
}

describe.each(ENGINES)('$name', (engine) => {
  it.each(workloads)('agrees with the scan: $plan', async (workload) => {
    const [scan] = ENGINES.filter(({ name }) => name === 'scan');
    const reference = await foundBy(scan ?? engine, workload);
    const { found } = await foundBy(engine, workload);
    expect(reference.found.sets.flat().length).toBeGreaterThan(0);
    expect(compare(reference.found, found, workload.definitions)).toBe(EVENTS);
  });
  it.each(workloads)('counts while it is timed what it finds: $plan', async (workload) => {
    const { found, counted } = await foundBy(engine, workload);
    expect(counted).toBe(found.sets.flat().length);
  });
  it('expresses every definition of the workload', () => {
    for (const { definitions } of workloads)
      expect(subsetOf(engine.name, definitions)).toHaveLength(definitions.length);
  });
});
