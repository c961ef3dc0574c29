/** Shows what a change of a history adds to which counter. */
import { project, type RunHistory } from '@upshot/history';
import { eventsOf, wholeRun } from '@upshot/history/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { counterKey, incrementsOf } from './tally.ts';

const HOUR_MS = 3_600_000;
const NOON_MS = Date.parse('2025-11-22T12:00:00Z');

const run = eventsOf('r1');
const started = project(null, run.started(1, NOON_MS - 1));
const finished = (status: 'completed' | 'skipped' | 'failed') =>
  project(started, run.finished(2, NOON_MS, { status }));

describe('counterKey', () => {
  it.each([
    [NOON_MS, 'upshot:{t:acme}:definition:d1:2025-11-22T12'],
    [NOON_MS + HOUR_MS - 1, 'upshot:{t:acme}:definition:d1:2025-11-22T12'],
    [NOON_MS - 1, 'upshot:{t:acme}:definition:d1:2025-11-22T11'],
    [Date.parse('2024-02-29T23:59:59.999Z'), 'upshot:{t:acme}:definition:d1:2024-02-29T23'],
  ])('of %d is %s', (atMs, key) => {
    expect(counterKey('acme', 'd1', atMs)).toBe(key);
  });
});

describe('incrementsOf', () => {
  const [eleven, noon] = [counterKey('t1', 'd1', NOON_MS - 1), counterKey('t1', 'd1', NOON_MS)];
  it('counts a start in its hour', () => {
    expect(incrementsOf([{ before: null, after: started }])).toEqual([
      { key: eleven, field: 'started', by: 1 },
    ]);
  });
  it.each(['completed', 'skipped', 'failed'] as const)('counts an end as %s in its own hour', (status) => {
    expect(incrementsOf([{ before: started, after: finished(status) }])).toEqual([
      { key: noon, field: status, by: 1 },
    ]);
  });
  it('counts nothing of a run in the sandbox', () => {
    const described = project(null, run.started(1, NOON_MS - 1, { sandbox: true }));
    const over = project(described, run.finished(2, NOON_MS, { status: 'completed' }));
    expect(described.sandbox).toBe(true);
    expect(incrementsOf([{ before: null, after: described }])).toEqual([]);
    expect(incrementsOf([{ before: described, after: over }])).toEqual([]);
  });
  it('counts both of a run that is seen at once', () => {
    expect(incrementsOf([{ before: null, after: finished('failed') }])).toEqual([
      { key: eleven, field: 'started', by: 1 },
      { key: noon, field: 'failed', by: 1 },
    ]);
  });
  it('counts nothing of a run that goes on, or that was over', () => {
    const going = project(started, run.stepStarted(2, NOON_MS, 's1'));
    const over = finished('completed');
    expect(
      incrementsOf([
        { before: started, after: going },
        { before: over, after: over },
      ]),
    ).toEqual([]);
  });
  it('sums up what goes to one counter', () => {
    const change = { before: null, after: started };
    expect(incrementsOf([change, change, change])).toEqual([{ key: eleven, field: 'started', by: 3 }]);
  });
  it('counts each run once, in however many changes its events are folded', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), (cuts) => {
        const changes: { before: RunHistory | null; after: RunHistory }[] = [];
        let [before, now]: [RunHistory | null, RunHistory | null] = [null, null];
        for (const [index, event] of wholeRun('r1').entries()) {
          now = project(now, event);
          if (cuts[index] !== true && index < 5) continue;
          changes.push({ before, after: now });
          before = now;
        }
        expect(incrementsOf(changes).map(({ field, by }) => [field, by])).toEqual([
          ['started', 1],
          ['completed', 1],
        ]);
      }),
    );
  });
});
