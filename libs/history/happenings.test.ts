/** Shows what history keeps beside the steps: what people did, dates that moved, versions, input, attempts; all of it bounded. */
import type { RunEvent } from '@upshot/schemas';
import { describe, expect, it } from 'vitest';
import { project, type RunHistory } from './index.ts';
import { eventsOf } from './testing/events.ts';

const run = eventsOf('r1');
const fold = (...events: readonly RunEvent[]): RunHistory => {
  const history = events.reduce<RunHistory | null>(project, null);
  if (history === null) expect.unreachable();
  return history;
};
const act = { by: 'ada', reason: 'asked to' };
const started = run.started(1, 1_000);

describe('what people did with a run', () => {
  it('pauses and resumes it, with who and why, in order', () => {
    const paused = fold(started, run.noted(2, 1_100, 'run-paused', { act }));
    expect(paused.status).toBe('paused');
    const resumed = project(paused, run.noted(3, 1_200, 'run-resumed', { act: { by: 'bob', reason: 'ok' } }));
    expect(resumed.status).toBe('running');
    expect(resumed.happenings).toEqual([
      { seq: 2, atMs: 1_100, kind: 'run-paused', stepId: null, act, detail: {} },
      {
        seq: 3,
        atMs: 1_200,
        kind: 'run-resumed',
        stepId: null,
        act: { by: 'bob', reason: 'ok' },
        detail: {},
      },
    ]);
  });
  it('started and ended it', () => {
    const history = fold(
      run.started(1, 1_000, { startedBy: act, parentRunId: 'p', sandbox: true }),
      run.finished(2, 1_100, { status: 'cancelled', reason: 'cancelled', act }),
    );
    expect(history).toMatchObject({ startedBy: act, endedBy: act, status: 'cancelled', parentRunId: 'p' });
    expect(history.sandbox).toBe(true);
  });
  it('does not wake a run that is over', () => {
    const history = fold(started, run.finished(2, 1_100), run.noted(3, 1_200, 'run-resumed', { act }));
    expect(history.status).toBe('completed');
  });
});

describe('a step', () => {
  const wait = { nodeKind: 'wait', action: 'wait', effectId: null, dueAtMs: 9_000, arms: ['left'] };
  it('shows the date that it was moved to, and the arms that it stands on', () => {
    const history = fold(
      started,
      run.stepStarted(2, 1_000, 's1', wait),
      run.noted(3, 1_100, 'step-moved', { stepId: 's1', detail: { dueAtMs: 8_000, reason: 'date_moved' } }),
    );
    expect(history.steps).toMatchObject([{ stepId: 's1', dueAtMs: 8_000, arms: ['left'] }]);
    expect(history.happenings[0]?.detail).toEqual({ dueAtMs: 8_000, reason: 'date_moved' });
  });
  it('stands on the node of the version that has taken the run over; one that is over stays where it was', () => {
    const history = fold(
      started,
      run.stepStarted(2, 1_000, 's1'),
      run.stepFinished(3, 1_010, 's1'),
      run.stepStarted(4, 1_020, 's2', wait),
      run.noted(5, 1_100, 'version-taken', {
        act,
        detail: { version: 4, nodes: { 'n-s1': 'x', 'n-s2': 'y' } },
      }),
    );
    expect(history).toMatchObject({ definitionVersion: 3, version: 4 });
    expect(history.steps.map(({ nodeId }) => nodeId)).toEqual(['n-s1', 'y']);
  });
  it('shows what was sent, what was answered and when each attempt was made', () => {
    const attemptLog = [
      { startedAtMs: 1_001, finishedAtMs: 1_002, errorCode: 'http_failed' },
      { startedAtMs: 1_003, finishedAtMs: 1_004, errorCode: null },
    ];
    const { steps } = fold(
      started,
      run.stepStarted(2, 1_000, 's1'),
      run.stepFinished(3, 1_010, 's1', {
        input: '{"to":["a@b.c"]}',
        answer: 'no_answer',
        attempts: 2,
        attemptLog,
      }),
    );
    expect(steps).toMatchObject([{ input: { to: ['a@b.c'] }, answer: 'no_answer', attempts: 2, attemptLog }]);
  });
  it('of a person shows what was asked', () => {
    const { steps } = fold(started, run.stepStarted(2, 1_000, 's1', { task: '{"title":"Call Ada"}' }));
    expect(steps[0]?.input).toEqual({ title: 'Call Ada' });
    expect(steps[0]).not.toHaveProperty('task');
  });
  it.each([
    ['too long', `"${'x'.repeat(40_000)}"`, { truncated: true, chars: 40_002 }],
    ['no JSON', '{', null],
  ])('shows no input that is %s', (_, input, shown) => {
    const { steps } = fold(
      started,
      run.stepStarted(2, 1_000, 's1'),
      run.stepFinished(3, 1_010, 's1', { input }),
    );
    expect(steps[0]?.input).toEqual(shown);
  });
});

describe('the bounds of a history', () => {
  it('keep a thousand steps and count the others', () => {
    let history = fold(started);
    for (let index = 0; index < 1_005; index += 1) {
      history = project(history, run.stepStarted(2 * index + 2, 1_000, `s${index}`));
      history = project(history, run.stepFinished(2 * index + 3, 1_000, `s${index}`));
    }
    expect(history.steps.length).toBe(1_000);
    expect(history.leftOut).toEqual({ steps: 5, happenings: 0 });
  });
  it('keep what people did longer than bookkeeping', () => {
    let history = fold(started);
    for (let index = 0; index < 150; index += 1)
      history = project(history, run.noted(index + 2, 1_000, 'loop-turned'));
    history = project(history, run.noted(152, 1_000, 'run-paused', { act }));
    expect(history.happenings.length).toBe(101);
    expect(history.happenings.at(-1)?.kind).toBe('run-paused');
    expect(history.leftOut.happenings).toBe(50);
  });
  it('cut what is told at length', () => {
    const { happenings } = fold(started, run.noted(2, 1, 'else', { detail: { a: 'x'.repeat(5_000) } }));
    expect(happenings[0]?.detail).toEqual({ truncated: true, chars: 5_008 });
  });
});
