/** What holds of every run, whatever its graph is and whatever it is told. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evolve, type RunState, type Token } from './index.ts';
import { nestedGraph } from './testing/nested-graph.ts';
import { someTold, soundGraph, wildGraph } from './testing/random-graph.ts';
import { ToldRun } from './testing/told-run.ts';

const WAITING = ['action', 'task', 'wait', 'wait_for_event', 'sub_workflow'];
const keyOf = ({ split, arm }: Token[number]): string => `${split}/${arm}`;

/** Each arm that runs is somewhere, once; one that is over is nowhere. */
function expectWhole({ openSteps, held, splits }: RunState): void {
  const tokens = [...openSteps, ...held, ...Object.values(splits)].map(({ token }) => token);
  const ends = tokens.flatMap((token) => token.slice(-1)).map(keyOf);
  const running = Object.entries(splits).flatMap(([split, { arms }]) =>
    Object.entries(arms).flatMap(([arm, how]) => (how === 'running' ? [keyOf({ split, arm })] : [])),
  );
  expect(ends.toSorted()).toEqual(running.toSorted());
}

function expectSound(run: ToldRun): void {
  const { state, decisions, pending } = run;
  const { status, openSteps, held, splits } = state;
  const timers = openSteps.flatMap((step) => step.timers.map(({ timerId }) => timerId));
  expect([...pending.keys()].toSorted()).toEqual(timers.toSorted());
  expect(openSteps.filter(({ nodeKind }) => !WAITING.includes(nodeKind))).toEqual([]);
  expectWhole(state);
  if (status === 'finished') expect([openSteps, held, splits]).toEqual([[], [], {}]);
  else expect(openSteps.length + held.length).toBeGreaterThan(0);
  if (status === 'running') expect(held).toEqual([]);
  const last = decisions.at(-1);
  const open = new Set(openSteps.map(({ stepId }) => stepId));
  for (const asked of [...(last?.effects ?? []), ...(last?.timers ?? [])])
    expect(open.has(asked.stepId)).toBe(true);
}

function expectHistory({ decisions, state }: ToldRun): void {
  const events = decisions.flatMap((decision) => decision.events);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index + 1));
  expect(events.reduce<RunState | null>(evolve, null)).toEqual(state);
  expect(events.findIndex(({ type }) => type === 'run-finished')).toBe(
    state.status === 'finished' ? events.length - 1 : -1,
  );
  const steps = events.flatMap((event) => (event.type === 'step-started' ? [event.stepId] : []));
  const asked = decisions.flatMap(({ effects, timers, starts }) => [
    ...effects.map(({ effectId }) => effectId),
    ...timers.map(({ timerId }) => timerId),
    ...starts.map(({ runId }) => runId),
  ]);
  for (const ids of [steps, asked]) expect(new Set(ids).size).toBe(ids.length);
  const cancelled = events.flatMap((event) =>
    event.type === 'step-finished' && event.outcome === 'cancelled' ? [event.stepId] : [],
  );
  const givenUp = decisions
    .flatMap(({ starts }) => starts)
    .filter(({ awaits, stepId }) => awaits && cancelled.includes(stepId));
  expect(decisions.flatMap(({ stops }) => stops).toSorted()).toEqual(
    givenUp.map(({ runId }) => runId).toSorted(),
  );
}

describe.each([
  ['sound', soundGraph, 200],
  ['nested', nestedGraph, 200],
  // A circle goes on until the bound on steps ends it.
  ['wild', wildGraph, 40],
] as const)('a run of a %s graph', (_name, graphs, numRuns) => {
  it('stays whole after every command, and its history tells it', () => {
    fc.assert(
      fc.property(graphs, someTold, (graph, told) => {
        const run = new ToldRun(graph);
        expectSound(run);
        for (const each of told) {
          run.tell(each);
          expectSound(run);
        }
        expectHistory(run);
      }),
      { numRuns },
    );
  }, 120_000);
});

describe.each([
  ['sound', soundGraph],
  ['nested', nestedGraph],
] as const)('a run of a %s graph', (_name, graphs) => {
  it('ends once everything that it waits for is told, wherever it is told so', () => {
    fc.assert(
      fc.property(graphs, someTold, (graph, told) => {
        const run = new ToldRun(graph);
        for (const each of told) if (each.verb !== 'cancel') run.tell(each);
        expect(run.drain(20_000)).toBe(true);
        expect(run.pending.size).toBe(0);
      }),
      { numRuns: 150 },
    );
  });
  it('hears nothing any more once it has ended', () => {
    fc.assert(
      fc.property(graphs, someTold, (graph, told) => {
        const run = new ToldRun(graph);
        run.tell({ verb: 'cancel', pick: 0 });
        for (const each of told)
          expect(run.tell(each)).toMatchObject({ events: [], effects: [], timers: [] });
      }),
      { numRuns: 50 },
    );
  });
  it('decides the same again', () => {
    fc.assert(
      fc.property(graphs, someTold, (graph, told) => {
        const twice = [new ToldRun(graph), new ToldRun(graph)] as const;
        for (const each of told) expect(twice[0].tell(each)).toEqual(twice[1].tell(each));
      }),
      { numRuns: 50 },
    );
  });
});
