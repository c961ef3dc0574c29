/** Shows a whole run in short: every engine in a process of its own, agreeing, and every figure there by name. No time is judged. */
import { describe, expect, it } from 'vitest';
import { cellResult, runCell, type CellSpec } from './cell.ts';
import { compare } from './agreement.ts';
import { inChild } from './child.ts';
import { costs, measureCosts } from './costs.ts';
import { openRuler } from './engines/event-ruler/runner.ts';
import { measureMatching } from './index.ts';
import { matcherOptions } from './options.ts';
import { makeWorkload } from './workload/index.ts';

const timing = { warmUpMs: 20, measureMs: 30, checked: 60, checkMs: 10_000, events: 60 };
const plan = { seed: 1, tenants: 2, definitions: 300 };
const silent = (): void => undefined;
const spec = (overrides: Partial<CellSpec>): CellSpec => ({
  plan,
  engine: 'scan',
  expressedBy: 'scan',
  timing,
  ...overrides,
});

describe('measureMatching', () => {
  it('names every figure, and says what the workload was like', async () => {
    const said: string[] = [];
    const options = { ...matcherOptions({ sizes: '200', tenants: '1,2' }), timing, costsOf: 300 };
    const figures = await measureMatching(options, (line) => void said.push(line));
    const withRuler = typeof (await openRuler(silent)) !== 'string';
    const peers = options.peers.filter((peer) => withRuler || peer !== 'event-ruler');
    const sizes = ['match.1t.200', 'match.2t.200'];
    const names = [
      ...sizes.flatMap((size) => [size, ...peers.map((peer) => `${size}.${peer}`)]),
      'match.build.300',
      'match.memory.300',
      'match.update',
      'match.update.max',
    ];
    expect([...new Set(figures.map(({ name }) => name))].sort()).toEqual(names.sort());
    for (const { value, ratio } of figures) expect([value > 0, Number.isFinite(ratio)]).toEqual([true, true]);
    expect(said.filter((line) => /candidates and .* matches an event/u.test(line))).toHaveLength(
      sizes.length,
    );
    expect(said.filter((line) => /agreed on \d+ events/u.test(line))).toHaveLength(
      sizes.length * peers.length,
    );
  });
});

describe('a cell', () => {
  it('finds the same in a process of its own', async () => {
    const [here, there] = [
      await runCell(spec({})),
      cellResult.parse(await inChild('cell-main.ts', spec({}))),
    ];
    expect(there.sets).toEqual(here.sets);
    expect(there.definitions).toBe(300);
  });
  it('holds only what another engine can express, where it is asked to', async () => {
    const whole = await runCell(spec({ engine: 'upshot', expressedBy: 'upshot' }));
    const part = await runCell(spec({ engine: 'upshot', expressedBy: 'event-ruler' }));
    expect(part.definitions).toBeLessThanOrEqual(whole.definitions);
    expect(part.sets.length).toBe(whole.sets.length);
  });
  it('is not run here where it belongs to another machine', async () => {
    await expect(runCell(spec({ engine: 'event-ruler' }))).rejects.toThrow(/does not run in this process/u);
  });
});

describe('event-ruler', () => {
  it('agrees with ours where there is Java, and else says why it is left out', async () => {
    const ruler = await openRuler(silent);
    if (typeof ruler === 'string') return expect(ruler).not.toBe('');
    const theirs = await ruler.runCell(spec({ engine: 'event-ruler', expressedBy: 'event-ruler' }));
    const ours = await runCell(spec({ engine: 'upshot', expressedBy: 'event-ruler' }));
    const { definitions } = makeWorkload(plan, 0);
    const held = new Set(definitions.map(({ key }) => key));
    const agreed = compare(
      { engine: 'upshot', held, sets: ours.sets },
      { engine: 'event-ruler', held, sets: theirs.sets },
      definitions,
    );
    expect([agreed, theirs.definitions]).toEqual([timing.checked, ours.definitions]);
  });
});

describe('costs', () => {
  it('are measured where garbage can be collected at will', async () => {
    const asked = { plan, events: 60, updates: 20 };
    const found = costs.parse(await inChild('costs-main.ts', asked, ['--expose-gc']));
    expect(found.updateMs.most).toBeGreaterThanOrEqual(found.updateMs.median);
    expect(found.buildSeconds).toBeGreaterThan(0);
    expect(() => measureCosts(asked)).toThrow(/--expose-gc/u);
  });
});
