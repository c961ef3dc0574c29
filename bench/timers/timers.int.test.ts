/** Shows a whole run in short, on real engines: every timer once, none early, and every figure by name. */
import { describe, expect, inject, it } from 'vitest';
import { measureTimers } from './index.ts';
import { timersOptions } from './options.ts';

describe('the benchmark of timers', () => {
  it('fires each once and tells its figures', async () => {
    const options = timersOptions({ sizes: '2000', records: '400', seconds: '1' });
    const figures = await measureTimers(inject('engines'), options, () => undefined);
    expect(figures.map(({ name }) => name)).toEqual(['timers.late.p99', 'timers.fired', 'timers.plain']);
    for (const { value, ratio } of figures) {
      expect(value).toBeGreaterThan(0);
      expect(ratio).toBeGreaterThan(0);
    }
  });
});
