/** Shows that each breach is counted, so that a storm that finds none has looked. */
import { describe, expect, it } from 'vitest';
import { changesOf } from './changes.ts';
import { isClean, judge, type Started } from './verdict.ts';

const changes = changesOf(6, 2);
const started: readonly Started[] = changes.map((change, place) => ({
  ...change,
  runId: `run-${place}`,
  sentAtMs: Math.floor(place / 2),
  partition: 0,
  offset: BigInt(place),
}));
const [first, second, third] = started;
const none = { changes: 6, lost: 0, invented: 0, doubled: 0, repeated: 0, outOfOrder: 0 };

/** `started` with what stands at `place` replaced. */
const withAt = (place: number, parts: Partial<Started>): readonly Started[] =>
  started.map((each, at) => (at === place ? { ...each, ...parts } : each));

describe('judge', () => {
  it('finds nothing where each change has its run, in order', () => {
    expect(judge(changes, started)).toEqual(none);
    expect(isClean(judge(changes, started))).toBe(true);
  });
  it.each([
    ['a lost change', started.slice(1), { lost: 1 }],
    ['a run of no change', withAt(5, { counter: 9 }), { lost: 1, invented: 1 }],
    ['two runs of one change', [...started, { ...started[0], runId: 'other' }], { doubled: 1 }],
    ['one run of two changes', withAt(5, { runId: 'run-0' }), { doubled: 1, repeated: 1 }],
    ['a later change that was matched earlier', withAt(2, { sentAtMs: -1 }), { outOfOrder: 1 }],
    ['the same within a millisecond, by the log', withAt(2, { sentAtMs: 0, offset: -1n }), { outOfOrder: 1 }],
  ])('counts %s', (_what, found, breaches) => {
    const verdict = judge(changes, found.flatMap(whole));
    expect(verdict).toEqual({ ...none, ...breaches });
    expect(isClean(verdict)).toBe(false);
  });
  it('tells a command that came again from a second run, and asks its first coming only', () => {
    const again = [first, second, third].flatMap((each) =>
      each === undefined ? [] : [{ ...each, sentAtMs: 100, offset: each.offset + 100n }],
    );
    const verdict = judge(changes, [...again, ...started]);
    expect(verdict).toEqual({ ...none, repeated: 3 });
    expect(isClean(verdict)).toBe(true);
  });
  it('is not clean where nothing happened', () => {
    expect(isClean(judge([], []))).toBe(false);
  });
});

const NOTHING: Started = { recordId: '', counter: 0, runId: '', sentAtMs: 0, partition: 0, offset: 0n };
const whole = (parts: Partial<Started>): Started[] => [{ ...NOTHING, ...parts }];
