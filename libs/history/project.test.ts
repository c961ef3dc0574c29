/** Shows what each event makes of a run's history, and that the projection takes each event once. */
import type { RunEvent } from '@upshot/schemas';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { missedBefore, project, projectAcrossGap, type RunHistory } from './index.ts';
import { eventsOf, someRun, wholeRun } from './testing/events.ts';

const run = eventsOf('r1');
const fold = (events: readonly RunEvent[], from: RunHistory | null = null) =>
  events.reduce<RunHistory | null>(project, from);

describe('a run', () => {
  it('is running from its first event on, with all that started it', () => {
    expect(fold([run.started(1, 1_000)])).toEqual({
      runId: 'r1',
      tenantId: 't1',
      definitionId: 'd1',
      definitionVersion: 3,
      version: 3,
      definitionName: 'Win',
      dialect: 'workflows-api',
      module: 'opportunities',
      triggerName: 'opportunity_won',
      recordId: 'o1',
      positionId: 'crm:1',
      committedAtMs: 900,
      rootRunId: 'r1',
      parentRunId: null,
      depth: 0,
      startedBy: null,
      sandbox: false,
      traceId: 'trace',
      status: 'running',
      reason: null,
      error: null,
      endedBy: null,
      startedAtMs: 1_000,
      finishedAtMs: null,
      durationMs: null,
      lastSeq: 1,
      missedEvents: 0,
      steps: [],
      happenings: [],
      leftOut: { steps: 0, happenings: 0 },
      erasedAtMs: null,
    });
  });
  it('that was asked for keeps what it began with; one that a change has started began with nothing', () => {
    const given = { variables: '{"plan":"pro"}', results: '{"a":{"outcome":"succeeded"}}' };
    const begunWith = { variables: { plan: 'pro' }, results: { a: { outcome: 'succeeded' } } };
    const asked = { startedBy: { by: 'k', reason: 'r' } };
    expect(fold([run.started(1, 1_000, { ...given, ...asked })])).toMatchObject({ begunWith });
    expect(fold([run.started(1, 1_000, { ...given, parentRunId: 'r0' })])).toMatchObject({ begunWith });
    expect(fold([run.started(1, 1_000, given)])).not.toHaveProperty('begunWith');
    expect(fold([run.started(1, 1_000, asked)])).not.toHaveProperty('begunWith');
  });
  it('that began with more than is kept says so', () => {
    const long = (chars: number) => JSON.stringify({ a: 'x'.repeat(chars) });
    const given = { parentRunId: 'r0', variables: long(40_000), results: long(40_000) };
    const kept = fold([run.started(1, 1_000, given)])?.begunWith;
    expect(kept?.variables).toEqual({ truncated: true, chars: 40_008 });
    expect(kept?.results).toEqual({ a: 'x'.repeat(40_000) });
  });
  it('ends with its reason and its duration', () => {
    expect(fold([run.started(1, 1_000), run.finished(2, 1_250)])).toMatchObject({
      status: 'completed',
      reason: 'end_of_graph',
      error: null,
      finishedAtMs: 1_250,
      durationMs: 250,
      lastSeq: 2,
    });
  });
  it.each([
    ['completed', 'completed'],
    ['skipped', 'skipped'],
    ['failed', 'failed'],
    ['other', 'failed'],
  ] as const)('that ended as %s is shown as %s', (status, shown) => {
    const events = [run.started(1, 0), run.finished(2, 1, { status, reason: 'why', errorMessage: 'sorry' })];
    expect(fold(events)).toMatchObject({ status: shown, reason: 'why', error: 'sorry' });
  });
  it('never lasts less than nothing, whatever the clocks of two runners say', () => {
    expect(fold([run.started(1, 1_000), run.finished(2, 900)])).toMatchObject({ durationMs: 0 });
  });
});

describe('a step', () => {
  it('runs from its start on', () => {
    const wait = { nodeKind: 'wait', action: 'wait', effectId: null, dueAtMs: 9_000 };
    const history = fold([run.started(1, 1_000), run.stepStarted(2, 1_010, 's1', wait)]);
    expect(history?.steps).toEqual([
      {
        stepId: 's1',
        nodeId: 'n-s1',
        nodeKind: 'wait',
        action: 'wait',
        effectId: null,
        arms: [],
        status: 'running',
        answer: null,
        input: null,
        output: {},
        error: null,
        attempts: 0,
        attemptLog: [],
        startedAtMs: 1_010,
        finishedAtMs: null,
        durationMs: null,
        dueAtMs: 9_000,
      },
    ]);
  });
  it.each([
    ['succeeded', 'completed'],
    ['skipped', 'skipped'],
    ['failed', 'failed'],
    ['unknown_outcome', 'unknown_outcome'],
    ['other', 'unknown_outcome'],
  ] as const)('whose outcome is %s is shown as %s', (outcome, status) => {
    const finished = run.stepFinished(3, 1_060, 's1', { outcome, attempts: 2 });
    const history = fold([run.started(1, 1_000), run.stepStarted(2, 1_010, 's1'), finished]);
    expect(history?.steps).toMatchObject([
      {
        status,
        output: { status: 200 },
        attempts: 2,
        startedAtMs: 1_010,
        finishedAtMs: 1_060,
        durationMs: 50,
      },
    ]);
  });
  it('keeps the order in which steps began', () => {
    expect(fold(wholeRun('r1', { steps: 3 }))?.steps.map(({ stepId }) => stepId)).toEqual(['s0', 's1', 's2']);
  });
  it.each([
    [null, null, null],
    ['http_failed', 'no answer', { code: 'http_failed', message: 'no answer' }],
    [null, 'no answer', { code: 'internal', message: 'no answer' }],
    ['http_failed', null, { code: 'http_failed', message: '' }],
  ])('has the error %s %s as %j', (errorCode, errorMessage, error) => {
    const finished = run.stepFinished(2, 1_060, 's1', { errorCode, errorMessage });
    expect(fold([run.started(1, 1_000), finished])?.steps).toMatchObject([{ error }]);
  });
  it.each([
    ['not JSON', {}],
    ['[1]', {}],
    ['"text"', {}],
    ['null', {}],
    ['{"a":{"b":[1,null]}}', { a: { b: [1, null] } }],
    [JSON.stringify({ a: 'x'.repeat(40_000) }), { truncated: true, chars: 40_008 }],
  ])('takes the output %.20s for what it is', (output, shown) => {
    const history = fold([run.started(1, 1_000), run.stepFinished(2, 1_060, 's1', { output })]);
    expect(history?.steps[0]?.output).toEqual(shown);
  });
});

describe('an event that is in already', () => {
  it('changes nothing: the same object comes back', () => {
    const history = fold(wholeRun('r1'));
    for (const event of wholeRun('r1')) expect(project(history, event)).toBe(history);
  });
  it('changes nothing wherever in a run deliveries begin again', () => {
    fc.assert(
      fc.property(someRun, fc.nat(), fc.nat(), (events, from, to) => {
        const [first, last] = [from % events.length, to % events.length];
        const again = [...events.slice(0, last + 1), ...events.slice(Math.min(first, last)), ...events];
        expect(fold(again)).toEqual(fold(events));
      }),
    );
  });
  it('may be folded in any number of batches', () => {
    fc.assert(
      fc.property(someRun, fc.nat(), (events, cut) => {
        const at = cut % (events.length + 1);
        expect(fold(events.slice(at), fold(events.slice(0, at)))).toEqual(fold(events));
      }),
    );
  });
});

describe('a gap', () => {
  const holed = [run.started(1, 1_000), run.stepFinished(4, 1_100, 's1')] as const;
  it('is an error that names the run', () => {
    expect(() => fold(holed)).toThrow(expect.objectContaining({ code: 'history_gap', place: 'r1' }));
  });
  it('is counted, and what came after it is shown', () => {
    const history = holed.reduce<RunHistory | null>(projectAcrossGap, null);
    expect(history).toMatchObject({ lastSeq: 4, missedEvents: 2, definitionId: 'd1' });
    expect(history?.steps).toMatchObject([{ stepId: 's1', status: 'completed', nodeId: '', durationMs: 0 }]);
  });
  it('before all that is known makes a run that at least shows its end', () => {
    const history = projectAcrossGap(
      null,
      run.finished(7, 2_000, { status: 'failed', reason: 'step_failed' }),
    );
    expect(history).toMatchObject({ status: 'failed', missedEvents: 6, definitionId: '', lastSeq: 7 });
  });
  it('is told by its size', () => {
    const history = fold([run.started(1, 1_000)]);
    expect([1, 2, 3, 9].map((seq) => missedBefore(history, run.finished(seq, 0)))).toEqual([0, 0, 1, 7]);
    expect(missedBefore(null, run.started(1, 0))).toBe(0);
    expect(missedBefore(null, run.started(0, 0))).toBe(0);
    expect(missedBefore(null, run.finished(1, 0))).toBe(1);
  });
  it('adds up to all events of the run, whichever are lost', () => {
    fc.assert(
      fc.property(someRun, fc.array(fc.boolean(), { minLength: 14, maxLength: 14 }), (events, lost) => {
        const arrived = events.filter((_, index) => lost[index] !== true);
        const history = arrived.reduce<RunHistory | null>(projectAcrossGap, null);
        const started = arrived[0]?.runStarted !== null;
        if (history !== null && started) expect(history.missedEvents + arrived.length).toBe(history.lastSeq);
      }),
    );
  });
});

describe('an event of a kind that only a newer runner knows', () => {
  it('is accounted for and shows nothing', () => {
    const before = fold([run.started(1, 1_000)]);
    expect(project(before, run.unknown(2, 1_100))).toEqual({ ...before, lastSeq: 2 });
  });
});
