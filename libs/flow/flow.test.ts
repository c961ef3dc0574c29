/** Runs as given/when/then, in virtual time: chains, branches, waits, failures, and commands that come twice. */
import type { Graph } from '@upshot/definitions';
import { UNDECIDED } from '@upshot/rules';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evolve, type Command, type RunState, type Surroundings } from './index.ts';
import { action, branch, chain, Scenario, wait } from './testing/scenario.ts';

const stageEquals: Surroundings['evaluate'] = (criteria, change) =>
  criteria.kind === 'condition' && change.after?.values['stage'] === criteria.operand ? 'match' : 'no_match';
const newScenario = () => new Scenario(stageEquals);

const FORKED: Graph = {
  start: 'b',
  nodes: [branch('b', 'won'), action('yes'), action('no'), action('after')],
  edges: [
    { from: 'b', outcome: 'yes', to: 'yes' },
    { from: 'b', outcome: 'no', to: 'no' },
    { from: 'yes', outcome: 'done', to: 'after' },
    { from: 'no', outcome: 'done', to: 'after' },
  ],
};

describe('a chain of actions', () => {
  it('asks for one effect at a time and completes at the end of the graph', () => {
    const run = newScenario();
    expect(run.start(chain(action('a'), action('b'))).effects.map(({ nodeId }) => nodeId)).toEqual(['a']);
    expect(run.report('succeeded').effects.map(({ nodeId }) => nodeId)).toEqual(['b']);
    expect(run.report('succeeded').effects).toEqual([]);
    expect(run.story()).toEqual([
      'run-started',
      'step-started:a',
      'step-finished:succeeded',
      'step-started:b',
      'step-finished:succeeded',
      'run-finished:completed:end_of_graph',
    ]);
  });
  it('completes at once where there is nothing to do', () => {
    const run = newScenario();
    run.start(chain());
    expect(run.story()).toEqual(['run-started', 'run-finished:completed:end_of_graph']);
  });
  it('shows later steps what earlier steps changed on the record', () => {
    const run = newScenario();
    run.start(chain(action('a'), action('b')));
    const next = run.report('succeeded', { recordPatch: { owner_id: 'u2' } });
    expect(next.effects[0]?.record).toEqual({ stage: 'won', amount: '1000.00', owner_id: 'u2' });
  });
  it.each([
    ['all skipped', ['skipped', 'skipped'], 'skipped'],
    ['one skipped', ['skipped', 'succeeded'], 'completed'],
  ] as const)('says so when its actions were skipped: %s', (_name, outcomes, status) => {
    const run = newScenario();
    run.start(chain(action('a'), action('b')));
    for (const outcome of outcomes) run.report(outcome);
    expect(run.story().at(-1)).toBe(`run-finished:${status}:end_of_graph`);
  });
  it.each([
    ['failed', 'step_failed'],
    ['unknown_outcome', 'unknown_outcome'],
  ] as const)('stops at the first step that ends as %s', (outcome, reason) => {
    const run = newScenario();
    run.start(chain(action('a'), action('b')));
    const last = run.report(outcome);
    expect(last.effects).toEqual([]);
    expect(last.events.at(-1)).toMatchObject({
      type: 'run-finished',
      status: 'failed',
      reason,
      errorMessage: 'no answer',
    });
  });
});

describe('a branch', () => {
  it.each([
    ['won', 'yes'],
    ['lost', 'no'],
  ])('takes its arm by the record and goes on after it: %s', (stage, arm) => {
    const run = newScenario();
    expect(run.start(FORKED, { after: { stage } }).effects[0]?.nodeId).toBe(arm);
    expect(run.report('succeeded').effects[0]?.nodeId).toBe('after');
  });
  it('sees what earlier steps changed', () => {
    const run = newScenario();
    const graph: Graph = {
      start: 'a',
      nodes: [action('a'), ...FORKED.nodes],
      edges: [{ from: 'a', outcome: 'done', to: 'b' }, ...FORKED.edges],
    };
    run.start(graph, { after: { stage: 'lost' } });
    expect(run.report('succeeded', { recordPatch: { stage: 'won' } }).effects[0]?.nodeId).toBe('yes');
  });
  it.each(UNDECIDED)('takes no for an answer, and says why, where the criteria are %s', (undecided) => {
    const run = new Scenario(() => undecided);
    const { events } = run.start(FORKED, { before: null });
    expect(events[2]).toMatchObject({ output: { branch: 'no', conditionMet: false, undecided } });
  });
  it.each(['match', 'no_match'] as const)('says nothing of the kind where they are %s', (verdict) => {
    const { events } = new Scenario(() => verdict).start(FORKED);
    expect(events[2]).toMatchObject({ output: { conditionMet: verdict === 'match' } });
    expect(events[2]).not.toHaveProperty('output.undecided');
  });
  it('ends the run where the outcome has no edge', () => {
    const run = newScenario();
    run.start({ start: 'b', nodes: [branch('b', 'won')], edges: [] });
    expect(run.story().at(-1)).toBe('run-finished:completed:no_edge:yes');
  });
});

describe('a run that repeats a part of another one', () => {
  it('sees what steps had come to there, until they come to something here', () => {
    const asks: Graph = {
      start: 'a',
      nodes: [
        {
          kind: 'set',
          id: 's',
          variables: { was: { from: 'steps.a.outcome' }, code: { from: 'steps.a.output.code' } },
        },
        action('a'),
      ],
      edges: [
        { from: 's', outcome: 'done', to: 'a' },
        { from: 'a', outcome: 'succeeded', to: 's' },
      ],
    };
    const scenario = new Scenario(() => 'match');
    const results = { a: { outcome: 'failed', answer: 'busy', output: { code: 1 } } } as const;
    const { state } = scenario.start({ ...asks, start: 's' }, { results, variables: { plan: 'pro' } });
    expect(state?.variables).toEqual({ plan: 'pro', was: 'busy', code: 1 });
    expect(scenario.report('succeeded', { output: { code: 2 } }).state?.variables).toMatchObject({
      was: 'succeeded',
      code: 2,
    });
  });
});

describe('a wait', () => {
  it('sets one timer, and goes on when it fires', () => {
    const run = newScenario();
    const { timers, effects } = run.start(chain(wait('w', 5_000), action('a')));
    expect(effects).toEqual([]);
    expect(timers).toMatchObject([{ dueAtMs: 15_000 }]);
    expect(run.fire().effects[0]?.nodeId).toBe('a');
  });
});

describe('a graph that names a node it does not have', () => {
  it('fails by name, rather than hanging', () => {
    const run = newScenario();
    run.start({ start: 'gone', nodes: [], edges: [] });
    expect(run.story().at(-1)).toBe('run-finished:failed:missing_node');
  });
});

describe('commands that come twice, late or astray', () => {
  it('are no-ops', () => {
    const run = newScenario();
    const graph = chain(action('a'), wait('w', 1), action('b'));
    run.start(graph);
    expect(run.start(graph).events).toEqual([]);
    const first = run.reportOf('succeeded');
    run.tell(first);
    expect(run.tell(first).events).toEqual([]);
    expect(run.tell({ ...first, stepId: 'another' }).events).toEqual([]);
    run.fire();
    expect(run.tell({ type: 'fire-timer', timerId: 'x', stepId: first.stepId, firedAtMs: 0 }).events).toEqual(
      [],
    );
    run.report('succeeded');
    expect(run.report('succeeded').events).toEqual([]);
    expect(run.start(graph).events).toEqual([]);
  });
  it('change nothing where the run is not known', () => {
    expect(newScenario().fire()).toEqual({
      state: null,
      events: [],
      effects: [],
      timers: [],
      cancels: [],
      starts: [],
      answers: [],
      stops: [],
    });
  });

  const someCommands = fc.array(fc.constantFrom('start', 'report', 'stale-report', 'fire'), {
    maxLength: 30,
  });
  it('never lead to an effect or a timer with an id seen before, and replaying the events gives the state', () => {
    fc.assert(
      fc.property(someCommands, (names) => {
        const run = newScenario();
        const told: Command[] = [];
        for (const name of names) {
          if (name === 'start') run.start(FORKED);
          else if (name === 'fire') run.fire();
          else run.tell((name === 'stale-report' ? told[0] : undefined) ?? run.reportOf('succeeded'));
          told.push(run.reportOf('succeeded'));
        }
        const ids = run.decisions.flatMap(({ effects, timers }) => [
          ...effects.map((e) => e.effectId),
          ...timers.map((t) => t.timerId),
        ]);
        expect(new Set(ids).size).toBe(ids.length);
        const events = run.decisions.flatMap((decision) => decision.events);
        expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index + 1));
        expect(events.reduce<RunState | null>(evolve, null)).toEqual(run.state);
      }),
    );
  });
});

describe('a start that the re-entry policy does not admit', () => {
  it('is a run that ends at once, skipped, and says which policy', () => {
    const run = newScenario();
    const origin = { reentry: { policy: 'once_per_record' } as const };
    const decision = run.start(chain(action('a')), origin, false);
    expect(decision.effects).toEqual([]);
    expect(run.story()).toEqual(['run-started', 'run-finished:skipped:reentry_once_per_record']);
  });
  it('stays refused when it comes again', () => {
    const run = newScenario();
    run.start(chain(action('a')), {}, false);
    expect(run.start(chain(action('a'))).events).toEqual([]);
  });
});
