/** Pause, resume, cancel and take-over say who and why; what is asked for carries ids that are derived and data that the step saw. */
import type { Graph, Node } from '@upshot/definitions';
import { describe, expect, it } from 'vitest';
import type { Command } from './index.ts';
import { action, chain, Scenario, wait } from './testing/scenario.ts';

const ACT = { by: 'ann', reason: 'the price was wrong' };
const started = (graph: Graph, origin: Parameters<Scenario['start']>[1] = {}): Scenario => {
  const run = new Scenario(() => 'match');
  run.start(graph, origin);
  return run;
};

describe('what a person does to a run', () => {
  it.each(['pause', 'cancel'] as const)('is told with who and why: %s', (type) => {
    const { events } = started(chain(action('a'))).tell({ type, act: ACT });
    expect(events.at(-1)).toMatchObject({ act: ACT });
  });
  it('is told so when it is taken over and resumed too', () => {
    const graph = chain(action('a'));
    const run = started(graph);
    const taken = run.tell({ type: 'take-over', version: 5, graph, nodes: {}, act: ACT });
    expect(taken.events).toMatchObject([{ type: 'version-taken', version: 5, act: ACT }]);
    run.tell({ type: 'pause', act: ACT });
    expect(run.tell({ type: 'resume', act: ACT }).events).toMatchObject([{ type: 'run-resumed', act: ACT }]);
  });
  it('is not told of a run that ends by itself', () => {
    const run = started(chain(action('a')));
    expect(run.report('succeeded').events.at(-1)).not.toHaveProperty('act');
  });
});

const sub: Node = { kind: 'sub_workflow', id: 's', definitionId: 'other', awaits: true, variables: {} };

/** A wait beside a run that is awaited; the first that is over goes on. */
const FIRST_OF_TWO: Graph = {
  start: 'p',
  nodes: [
    { kind: 'parallel', id: 'p', arms: ['x', 'y'] },
    wait('w', 1_000),
    sub,
    { kind: 'join', id: 'j', of: 'p', needs: 'any' },
  ],
  edges: [
    { from: 'p', outcome: 'x', to: 'w' },
    { from: 'p', outcome: 'y', to: 's' },
    { from: 'w', outcome: 'done', to: 'j' },
    { from: 's', outcome: 'completed', to: 'j' },
  ],
};
/** The run is asked for, and the other arm is at the join at the same moment. */
const AT_ONCE: Graph = {
  ...FIRST_OF_TWO,
  edges: [
    { from: 'p', outcome: 'x', to: 's' },
    { from: 'p', outcome: 'y', to: 'j' },
  ],
};

describe('what is asked for', () => {
  it('has ids that come from the run, the node and the visit, and from nothing else', () => {
    const [one, again, other] = ['run-1', 'run-1', 'run-2'].map((runId) => {
      const run = started(chain(action('a'), sub), { runId });
      const effects = run.decisions[0]?.effects.map(({ effectId }) => effectId) ?? [];
      return [...effects, ...run.report('succeeded').starts.map((start) => start.runId)];
    });
    expect(one).toHaveLength(2);
    expect(again).toEqual(one);
    expect(other?.filter((id) => one?.includes(id))).toEqual([]);
  });
  it('cancels the timers of a run that is cancelled', () => {
    const run = started(chain(wait('w', 1_000)));
    const set = run.decisions[0]?.timers.map(({ timerId }) => timerId);
    expect(run.tell({ type: 'cancel', act: ACT }).cancels).toEqual(set);
  });
  it('stops the run that it awaits where it is cancelled, or goes on without it', () => {
    const run = started(chain(sub));
    const [start] = run.decisions[0]?.starts ?? [];
    expect(run.tell({ type: 'cancel', act: ACT }).stops).toEqual([start?.runId]);
    const first = started(FIRST_OF_TWO);
    const begun = first.decisions[0]?.starts.map(({ runId }) => runId);
    expect(begun).toHaveLength(1);
    expect(first.fire().stops).toEqual(begun);
  });
  it('stops none that has ended, that it does not await, or that was never asked for', () => {
    const heard = started(chain(sub, action('a')));
    heard.report('succeeded', { answer: 'completed' });
    expect(heard.tell({ type: 'cancel', act: ACT }).stops).toEqual([]);
    const apart = started(chain({ ...sub, awaits: false }, action('a')));
    expect(apart.tell({ type: 'cancel', act: ACT }).stops).toEqual([]);
    const { starts, stops } = started(AT_ONCE).decisions[0] ?? expect.unreachable();
    expect([starts, stops]).toEqual([[], []]);
  });
  it('does not cancel a timer that has fired', () => {
    const run = started(chain(wait('w', 1_000), action('a')));
    expect(run.fire().cancels).toEqual([]);
  });
  it('answers whoever awaits the run once, when it ends', () => {
    const parent = { runId: 'p', stepId: 'ps', awaits: true };
    const run = started(chain(action('a')), { parent });
    expect(run.decisions[0]?.answers).toEqual([]);
    const { answers } = run.report('failed');
    expect(answers).toEqual([{ ...parent, status: 'failed', reason: 'step_failed', variables: {} }]);
    expect(run.report('failed').answers).toEqual([]);
  });
  it('answers nobody where nobody awaits it', () => {
    const run = started(chain(action('a')), { parent: { runId: 'p', stepId: 'ps', awaits: false } });
    expect(run.report('succeeded').answers).toEqual([]);
  });
});

describe('a start that nobody awaits any more', () => {
  const parent = { runId: 'p', stepId: 'ps', awaits: true };
  const givenUp = (admitted = true): Scenario => {
    const other = started(chain(action('a')), { parent });
    const { origin, graph } = other.state ?? expect.unreachable();
    const run = new Scenario(() => 'match');
    run.tell({ type: 'start', origin, graph, admitted, awaited: false });
    return run;
  };
  it.each([true, false])(
    'is a run that ends at once, cancelled, whether it is admitted or not: %s',
    (admitted) => {
      const run = givenUp(admitted);
      expect(run.story()).toEqual(['run-started', 'run-finished:cancelled:not_awaited']);
      expect(run.decisions[0]).toMatchObject({ effects: [], timers: [], starts: [], stops: [] });
    },
  );
  it('stays so when it comes again', () => {
    const run = givenUp();
    expect(run.start(chain(action('a')), { parent }).events).toEqual([]);
  });
});

describe('any command to a run that is not known', () => {
  const commands: readonly Command[] = [
    { type: 'fire-timer', timerId: 't', stepId: 's', firedAtMs: 1 },
    { type: 'signal', nodeId: 'n', what: 'event', occurredAtMs: 1, record: {}, output: {} },
    { type: 'pause', act: ACT },
    { type: 'resume', act: ACT },
    { type: 'cancel', act: ACT },
    { type: 'take-over', version: 2, graph: chain(), nodes: {}, act: ACT },
  ];
  it.each(commands)('is nothing: $type', (command) => {
    const run = new Scenario(() => 'match');
    expect(run.tell(command)).toMatchObject({ state: null, events: [], effects: [], answers: [] });
  });
});

describe('a graph that goes deep', () => {
  it('is walked without recursion: five hundred nodes in one decision', () => {
    const nodes = Array.from({ length: 500 }, (_each, index): Node => ({
      kind: 'set',
      id: `s${String(index)}`,
      variables: {},
    }));
    const run = started(chain(...nodes));
    expect(run.story().at(-1)).toBe('run-finished:completed:end_of_graph');
  });
  it('may split fifty times in one arm, and comes back out', () => {
    const count = 50;
    const id = (kind: string, index: number): string => `${kind}${String(index)}`;
    const depths = Array.from({ length: count }, (_each, index) => index);
    const graph: Graph = {
      start: 'p0',
      nodes: [
        action('a'),
        ...depths.flatMap((at): Node[] => [
          { kind: 'parallel', id: id('p', at), arms: ['in', 'out'] },
          { kind: 'join', id: id('j', at), of: id('p', at), needs: 'all' },
        ]),
      ],
      edges: [
        ...depths.map((at) => ({
          from: id('p', at),
          outcome: 'in',
          to: at === count - 1 ? 'a' : id('p', at + 1),
        })),
        ...depths.map((at) => ({ from: id('p', at), outcome: 'out', to: id('j', at) })),
        ...depths.slice(1).map((at) => ({ from: id('j', at), outcome: 'done', to: id('j', at - 1) })),
        { from: 'a', outcome: 'done', to: id('j', count - 1) },
      ],
    };
    const run = started(graph);
    const { state } = run.report('succeeded');
    expect(run.story().at(-1)).toBe('run-finished:completed:end_of_graph');
    expect(state?.splits).toEqual({});
  });
});
