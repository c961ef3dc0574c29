/** What `evolve` refuses, and what it keeps of a step, of names and of a take-over. */
import { describe, expect, it } from 'vitest';
import { evolve, type RunEvent, type RunState } from './index.ts';
import { action, chain, Scenario } from './testing/scenario.ts';

const ACT = { by: 'ann', reason: 'a better one' };

function begun(): { readonly state: RunState; readonly first: RunEvent } {
  const run = new Scenario(() => 'match');
  const { events } = run.start(chain(action('a'), action('b')));
  const [first] = events;
  return { state: run.state ?? expect.fail('no state'), first: first ?? expect.fail('no event') };
}

describe('an event that cannot follow', () => {
  it('is a second start', () => {
    const { state, first } = begun();
    expect(() => evolve(state, first)).toThrow(/starts twice/u);
  });
  it('is any but a start, where there is no run', () => {
    const event: RunEvent = { type: 'split-closed', split: 's', seq: 1, atMs: 1 };
    expect(() => evolve(null, event)).toThrow(/without a run/u);
  });
  it('is the end of an arm whose split is not open', () => {
    const event: RunEvent = {
      type: 'arm-over',
      split: 's',
      arm: 'l',
      how: 'ended',
      joinNodeId: null,
      seq: 3,
      atMs: 1,
    };
    expect(() => evolve(begun().state, event)).toThrow(/not open/u);
  });
});

describe('a step that is over', () => {
  const finished = (outcome: 'succeeded' | 'cancelled'): RunEvent => {
    const [step] = begun().state.openSteps;
    return {
      type: 'step-finished',
      stepId: step?.stepId ?? '',
      nodeId: 'a',
      nodeKind: 'action',
      outcome,
      answer: null,
      output: { id: 1 },
      recordPatch: { stage: 'lost' },
      variables: { x: 1 },
      errorCode: null,
      errorMessage: null,
      attempts: 1,
      seq: 3,
      atMs: 2,
    };
  };
  it('leaves its result, what it changed on the record, and the variables that it set', () => {
    expect(evolve(begun().state, finished('succeeded'))).toMatchObject({
      seq: 3,
      openSteps: [],
      record: { stage: 'lost' },
      variables: { x: 1 },
      results: { a: { outcome: 'succeeded', output: { id: 1 } } },
      actionsDone: 1,
    });
  });
  it('leaves nothing where the run went on without it', () => {
    const { record, results, actionsDone, openSteps } = evolve(begun().state, finished('cancelled'));
    expect([record['stage'], results, actionsDone, openSteps]).toEqual(['won', {}, 0, []]);
  });
});

describe('a take-over', () => {
  const taken = (state: RunState, nodes: Readonly<Record<string, string>>): RunState =>
    evolve(state, {
      type: 'version-taken',
      version: 2,
      graph: chain(action('b')),
      nodes,
      act: ACT,
      seq: 9,
      atMs: 1,
    });
  const result = (id: number): RunState['results'][string] => ({
    outcome: 'succeeded',
    answer: null,
    output: { id },
  });

  it('gives a node what was known of the one whose place it takes, not of the one that had its name', () => {
    const state = { ...begun().state, results: { a: result(1), b: result(2) }, turns: { b: 5, a: 3 } };
    const { results, turns } = taken(state, { a: 'b' });
    expect([results, turns]).toEqual([{ b: result(1) }, { b: 3 }]);
  });
  it('counts visits by the names that nodes had, so that no step has an id that was there before', () => {
    const state = { ...begun().state, visits: { a: 1, b: 4 } };
    expect(taken(state, { a: 'b', b: 'a' }).visits).toEqual({ a: 1, b: 4 });
  });
});
