/** What a run knew at a moment, from histories as the recorder makes them of a run's events; and what of it cannot be known. */
import {
  decide,
  evolve,
  type Command,
  type RunEvent,
  type RunOrigin,
  type RunState,
  type Surroundings,
} from '@upshot/flow';
import { project, withoutSubject, type RunHistory } from '@upshot/history';
import type { Graph, Node } from '@upshot/definitions';
import { standardCalendar } from '@upshot/calendar';
import { NO_EVENT, type RunEvent as EventRecord } from '@upshot/schemas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knownBefore, type Known, type Unknown } from './known-before.ts';
import { stepAt } from './told-again.ts';

const RUN: Pick<EventRecord, 'tenantId' | 'runId'> = { tenantId: 't', runId: 'r' };
const STARTED = {
  definitionId: 'd',
  definitionVersion: 1,
  definitionName: 'n',
  dialect: 'native',
  module: 'leads',
  triggerName: 'created',
  recordId: 'l1',
  positionId: 'p',
  committedAtMs: 0,
  rootRunId: 'r',
  depth: 0,
  traceId: null,
  sandbox: false,
  parentRunId: null,
  startedBy: null,
};
const BY_HAND = { startedBy: { by: 'k', reason: 'r' } };

/** Folds events that are told one after the other, a second apart unless they say when. */
function historyOf(...told: readonly (Partial<EventRecord> & { readonly at?: number })[]): RunHistory {
  const records = told.map(({ at, ...block }, place) => ({
    ...RUN,
    ...NO_EVENT,
    seq: place + 1,
    atMs: at ?? place * 1_000,
    ...block,
  }));
  return records.reduce<RunHistory | null>(project, null) ?? expect.unreachable();
}
const started = (more: object = {}) => ({ runStarted: { ...STARTED, ...more } });
const begins = (stepId: string, nodeKind = 'action') => ({
  stepStarted: {
    stepId,
    nodeId: stepId.replace(/\d$/u, ''),
    nodeKind,
    action: nodeKind,
    effectId: null,
    dueAtMs: null,
    arms: [],
    task: null,
  },
});
const ends = (stepId: string, output: object = {}, more: object = {}) => ({
  stepFinished: {
    stepId,
    outcome: 'succeeded' as const,
    answer: null,
    output: JSON.stringify(output),
    errorCode: null,
    errorMessage: null,
    attempts: 1,
    ...more,
  },
});
const OVER = {
  runFinished: { status: 'completed' as const, reason: 'end_of_graph', errorMessage: null, act: null },
};
const takes = (nodes: object, detail: object = { version: 2, nodes }) => ({
  noted: { kind: 'version-taken', stepId: null, act: null, detail: JSON.stringify(detail) },
});
const came = (output: object = {}, more: object = {}) => ({
  outcome: 'succeeded',
  answer: null,
  output,
  ...more,
});
const whys = ({ unknown }: Known) =>
  unknown.map(({ of, name, why }: Unknown) => `${of}.${name ?? '*'} ${why}`);

describe('what was known', () => {
  const history = historyOf(
    started(),
    begins('plan', 'set'),
    ends('plan', { plan: 'pro', tries: 1 }),
    begins('call'),
    ends('call', { code: 7 }, { outcome: 'failed', answer: 'busy' }),
    begins('again', 'set'),
    ends('again', { tries: 2 }),
    begins('send'),
    ends('send', {}, { outcome: 'unknown_outcome' }),
    OVER,
  );
  it('at the start is nothing, where a change has started the run', () => {
    expect(knownBefore(history, 'start')).toEqual({ variables: {}, results: {}, unknown: [] });
  });
  it('before a step is what steps before it had come to, and the variables that these had set', () => {
    expect(knownBefore(history, { stepId: 'again' })).toEqual({
      variables: { plan: 'pro', tries: 1 },
      results: {
        plan: came({ plan: 'pro', tries: 1 }),
        call: { outcome: 'failed', answer: 'busy', output: { code: 7 } },
      },
      unknown: [],
    });
  });
  it('at the end is all of it', () => {
    const known = knownBefore(history, 'end');
    expect(known.variables).toEqual({ plan: 'pro', tries: 2 });
    expect(known.results['send']?.outcome).toBe('unknown_outcome');
    expect(known.unknown).toEqual([]);
  });
  it('begins with what the run was begun with', () => {
    const given = { variables: '{"plan":"pro"}', results: JSON.stringify({ ask: came({ id: 1 }) }) };
    const asked = historyOf(
      started({ ...given, ...BY_HAND }),
      begins('plan', 'set'),
      ends('plan', { plan: 'free' }),
      begins('send'),
    );
    expect(knownBefore(asked, 'start')).toEqual({
      variables: { plan: 'pro' },
      results: { ask: came({ id: 1 }) },
      unknown: [],
    });
    expect(knownBefore(asked, { stepId: 'send' })).toMatchObject({
      variables: { plan: 'free' },
      results: { ask: came({ id: 1 }), plan: came({ plan: 'free' }) },
    });
  });
  it('is the latest visit of a node, and of two visits to begin at, the one that is named', () => {
    const turned = historyOf(
      started(),
      begins('call1'),
      ends('call1', { n: 1 }),
      begins('call2'),
      ends('call2', { n: 2 }),
      begins('call3'),
    );
    expect(knownBefore(turned, { stepId: 'call2' }).results).toEqual({ call: came({ n: 1 }) });
    expect(knownBefore(turned, { stepId: 'call3' }).results).toEqual({ call: came({ n: 2 }) });
  });
  it('leaves out what ended later, beside it, and what was given up', () => {
    const beside = historyOf(
      started(),
      begins('slow'),
      begins('lost'),
      ends('lost', { n: 1 }, { outcome: 'cancelled' }),
      begins('send'),
      ends('slow', { n: 2 }),
      OVER,
    );
    expect(knownBefore(beside, { stepId: 'send' }).results).toEqual({});
    expect(knownBefore(beside, 'end').results).toEqual({ slow: came({ n: 2 }) });
  });
  it('is what had ended in the very moment in which the step began', () => {
    const quick = historyOf(
      started(),
      { ...begins('call'), at: 5 },
      { ...ends('call'), at: 9 },
      { ...begins('send'), at: 9 },
    );
    expect(knownBefore(quick, { stepId: 'send' }).results).toEqual({ call: came() });
  });
  it('goes by the nodes of the version that the run was on at its end, whenever that took it over', () => {
    const taken = historyOf(
      started(),
      begins('call'),
      ends('call', { n: 1 }),
      begins('wait', 'wait'),
      takes({ call: 'ring', wait: 'rest' }),
      ends('wait'),
      begins('send'),
      ends('send'),
      takes({ ring: 'phone', send: 'call' }),
    );
    expect(Object.keys(knownBefore(taken, { stepId: 'send' }).results)).toEqual(['rest', 'phone']);
    expect(Object.keys(knownBefore(taken, { stepId: 'wait' }).results)).toEqual(['phone']);
    const found = (from: string) => stepAt(taken, from);
    expect(found('phone')).toEqual({ stepId: 'call', nodeId: 'phone' });
    expect(found('rest')).toEqual({ stepId: 'wait', nodeId: 'rest' });
    expect(found('call')).toEqual({ stepId: 'send', nodeId: 'call' });
    expect(found('send')).toEqual({ stepId: 'send', nodeId: 'call' });
    expect(found('gone')).toBeNull();
    expect(stepAt(null, 'call')).toBeNull();
  });
});

describe('what cannot be known', () => {
  const steps = [begins('plan', 'set'), ends('plan', { a: 1 }), begins('send')] as const;
  it('is all of a run without a history, and of one that was erased', () => {
    const both = (why: string) => [`variables.* ${why}`, `steps.* ${why}`];
    expect(whys(knownBefore(null, 'end'))).toEqual(both('not_kept'));
    expect(whys(knownBefore(null, 'start'))).toEqual(both('not_kept'));
    const erased = withoutSubject(historyOf(started(), ...steps), 9);
    expect(knownBefore(erased, { stepId: 'send' })).toMatchObject({ variables: {}, results: {} });
    expect(whys(knownBefore(erased, 'start'))).toEqual(both('erased'));
  });
  it('is what a run was begun with from before it was kept, or when it was too long', () => {
    const old = historyOf(started(BY_HAND), ...steps);
    expect(whys(knownBefore(old, { stepId: 'send' }))).toEqual(['variables.* not_kept', 'steps.* not_kept']);
    expect(knownBefore(old, { stepId: 'send' }).variables).toEqual({ a: 1 });
    const long = JSON.stringify({ a: 'x'.repeat(40_000) });
    const cut = historyOf(started({ variables: long, results: '{}', ...BY_HAND }));
    expect(whys(knownBefore(cut, 'start'))).toEqual(['variables.* too_long']);
  });
  it('is the rest of a history that is behind its run, lacks events or keeps no more steps', () => {
    const behind = historyOf(started(), ...steps);
    expect(whys(knownBefore(behind, 'end'))).toEqual(['variables.* not_told_yet', 'steps.* not_told_yet']);
    expect(whys(knownBefore(behind, { stepId: 'send' }))).toEqual([]);
    const over = historyOf(started(), ...steps, OVER);
    expect(whys(knownBefore({ ...over, missedEvents: 1 }, { stepId: 'send' }))).toEqual([
      'variables.* events_missing',
      'steps.* events_missing',
    ]);
    expect(whys(knownBefore({ ...over, leftOut: { steps: 1, happenings: 0 } }, 'end'))).toEqual([
      'variables.* too_long',
      'steps.* too_long',
    ]);
  });
  it('is an output that was too long, whose outcome is known all the same', () => {
    const long = { a: 'x'.repeat(40_000) };
    const cut = historyOf(
      started(),
      begins('call'),
      ends('call', long, { answer: 'busy' }),
      begins('plan', 'set'),
      ends('plan', long),
      OVER,
    );
    const known = knownBefore(cut, 'end');
    expect(whys(known)).toEqual(['variables.* too_long', 'steps.call too_long', 'steps.plan too_long']);
    expect(known.results['call']).toEqual(came({}, { answer: 'busy' }));
    expect(known.variables).toEqual({});
  });
  it('is no output that only looks cut', () => {
    const looks = historyOf(started(), begins('call'), ends('call', { truncated: true, body: 'x' }), OVER);
    expect(whys(knownBefore(looks, 'end'))).toEqual([]);
  });
  it('is what came of steps where a take-over is kept no longer', () => {
    const taken = historyOf(
      started(),
      ...steps.slice(0, 2),
      takes({}, { truncated: true, chars: 9_000 }),
      OVER,
    );
    expect(whys(knownBefore(taken, 'end'))).toContain('steps.* too_long');
    const busy = historyOf(started(), ...Array.from({ length: 202 }, () => takes({})), OVER);
    expect(whys(knownBefore(busy, 'end'))).toEqual(['steps.* too_long']);
  });
});

/** An event of the flow as its record, as far as it matters here. */
function blockOf(event: RunEvent): Partial<EventRecord> {
  if (event.type === 'run-started') return started();
  if (event.type === 'step-started') {
    const { stepId, nodeId, nodeKind, action, effectId } = event;
    return {
      stepStarted: { stepId, nodeId, nodeKind, action, effectId, dueAtMs: null, arms: [], task: null },
    };
  }
  if (event.type === 'step-finished')
    return ends(event.stepId, event.output, { outcome: event.outcome, answer: event.answer });
  return event.type === 'run-finished'
    ? OVER
    : { noted: { kind: event.type, stepId: null, act: null, detail: '{}' } };
}

describe('a run of the flow', () => {
  const NODES: readonly Node[] = [
    { kind: 'set', id: 'a', variables: { x: { value: 1 }, was: { from: 'variables.x' } } },
    { kind: 'action', id: 'b', action: 'webhook', config: {} },
    { kind: 'loop', id: 'c', most: 3 },
    { kind: 'set', id: 'd', variables: { x: { from: 'steps.b.output.n' } } },
    { kind: 'action', id: 'e', action: 'webhook', config: {} },
  ];
  const edge = (from: string, outcome: string, to: string) => ({ from, outcome, to });
  const graph: Graph = {
    start: 'a',
    nodes: NODES,
    edges: [
      edge('a', 'done', 'b'),
      edge('b', 'succeeded', 'c'),
      edge('b', 'failed', 'd'),
      edge('c', 'again', 'a'),
      edge('c', 'done', 'd'),
      edge('d', 'done', 'e'),
    ],
  };
  const surroundings = (nowMs: number): Surroundings => ({
    nowMs,
    evaluate: () => 'match',
    recordNow: () => ({ state: 'missing' }),
    working: () => ({
      calendar: standardCalendar('UTC'),
      tenantZone: 'UTC',
      recordZone: null,
      ownerZone: null,
    }),
  });
  const origin: RunOrigin = {
    ...RUN,
    ...STARTED,
    operation: 'create',
    before: null,
    after: {},
    startedBy: undefined,
  };

  it('knew before each of its steps what its history tells of it', () => {
    const reports = fc.array(fc.record({ fails: fc.boolean(), n: fc.nat(9) }), { maxLength: 6 });
    fc.assert(
      fc.property(reports, (told) => {
        const records: EventRecord[] = [];
        const before = new Map<string, Pick<RunState, 'variables' | 'results'>>();
        let state: RunState | null = null;
        const tell = (command: Command, nowMs: number): void => {
          for (const event of decide(state, command, surroundings(nowMs)).events) {
            if (event.type === 'step-started' && state !== null) before.set(event.stepId, state);
            state = evolve(state, event);
            records.push({ ...RUN, ...NO_EVENT, seq: event.seq, atMs: event.atMs, ...blockOf(event) });
          }
        };
        tell({ type: 'start', origin, graph }, 1);
        told.forEach(({ fails, n }, place) => {
          const stepId =
            records.findLast(({ stepStarted }) => stepStarted !== null)?.stepStarted?.stepId ?? '';
          const outcome = fails ? 'failed' : 'succeeded';
          const nothing = {
            answer: null,
            recordPatch: null,
            errorCode: null,
            errorMessage: null,
            attempts: 1,
          };
          tell({ type: 'report-effect', stepId, outcome, output: { n }, ...nothing }, place + 2);
        });
        const history = records.reduce<RunHistory | null>(project, null);
        for (const [stepId, { variables, results }] of before)
          expect(knownBefore(history, { stepId })).toEqual({ variables, results, unknown: [] });
      }),
      { numRuns: 50 },
    );
  });
});
