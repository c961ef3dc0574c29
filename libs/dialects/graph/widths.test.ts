/** How many tokens a graph may have open at once: arms add up, what stands in an arm multiplies along one way only, and a circle comes back through the join. */
import { standardCalendar } from '@upshot/calendar';
import type { Graph, Node } from '@upshot/definitions';
import {
  decide,
  evolve,
  type Command,
  type OpenStep,
  type RunOrigin,
  type RunState,
  type Surroundings,
} from '@upshot/flow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { soundGraph } from './testing.ts';
import { DAY, branch, graph, hook, is, join, loop, problems, split, wait } from './testing-bodies.ts';
import { gatherProblems } from '../shared/report.ts';
import { testModules } from '../testing/modules.ts';
import { subjectOf } from './subject.ts';
import { Widths } from './widths.ts';

const names = (count: number) => Array.from({ length: count }, (_, at) => `a${at}`);
const fan = (id: string, count: number) => split(id, ...names(count));
/** An edge from each arm of a split. */
const arms = (from: string, count: number, to: string) => names(count).map((arm) => `${from} ${arm} ${to}`);

/** A split of `outer` arms whose every arm comes to a split of `inner` ones. */
const nested = (outer: number, inner: number) =>
  graph(
    [fan('s', outer), fan('t', inner), join('u', 't'), join('j', 's'), hook('h')],
    ...arms('s', outer, 't'),
    ...arms('t', inner, 'u'),
    'u done j',
    'j done h',
  );

describe('is refused', () => {
  it.each<[string, object, readonly string[]]>([
    ['arms that all come to a split of many', nested(20, 11), ['s /graph/nodes/0 too_many']],
    ['twenty times twenty without a join', nested(20, 20), ['s /graph/nodes/0 too_many']],
    [
      'three in one another, of which two are too many: the inner one of these is to blame',
      graph(
        [fan('r', 2), fan('s', 20), fan('t', 11), hook('h')],
        ...arms('r', 2, 's'),
        ...arms('s', 20, 't'),
        ...arms('t', 11, 'h'),
      ),
      ['s /graph/nodes/1 too_many'],
    ],
    [
      'a branch of which one way is too wide',
      graph(
        [fan('s', 20), branch('b', is('stage')), fan('t', 11), hook('h'), join('j', 's')],
        ...arms('s', 20, 'b'),
        'b a0 t',
        'b else j',
        ...arms('t', 11, 'j'),
        'j done h',
      ),
      ['s /graph/nodes/0 too_many'],
    ],
    [
      'a circle within an arm that comes to the split again once it has joined',
      graph(
        [fan('s', 20), fan('t', 11), join('u', 't'), wait('w', DAY), join('j', 's')],
        ...arms('s', 20, 't'),
        ...arms('t', 11, 'u'),
        'u done w',
        'w done t',
        'w stale j',
      ),
      ['s /graph/nodes/0 too_many'],
    ],
  ])('%s', (_, body, expected) => {
    expect(problems(body)).toEqual(expected);
  });
});

describe('is accepted', () => {
  it.each<[string, object]>([
    ['as many as may be open', nested(20, 10)],
    [
      'splits one behind the other',
      graph(
        [fan('s', 20), join('j', 's'), fan('t', 20), join('u', 't')],
        ...arms('s', 20, 'j'),
        'j done t',
        ...arms('t', 20, 'u'),
      ),
    ],
    [
      'wide splits on ways of which one is taken',
      graph(
        [fan('s', 10), branch('b', is('stage')), fan('t', 20), fan('u', 20), join('j', 's')],
        ...arms('s', 10, 'b'),
        'b a0 t',
        'b else u',
        ...arms('t', 20, 'j'),
        ...arms('u', 20, 'j'),
      ),
    ],
    [
      'a wide split in a counted circle',
      graph(
        [loop('l', { most: 100 }), fan('s', 20), join('j', 's')],
        'l again s',
        ...arms('s', 20, 'j'),
        'j done l',
      ),
    ],
    [
      'a wide split that is come to again from behind its join',
      graph(
        [fan('s', 20), hook('h'), join('j', 's'), wait('w', DAY)],
        ...arms('s', 20, 'h'),
        'h done j',
        'j done w',
        'w done s',
      ),
    ],
  ])('%s', (_, body) => {
    expect(problems(body)).toEqual([]);
  });
});

const modules = testModules();
const mostTokens = (drawn: Graph): number => {
  const { report } = gatherProblems();
  const subject = subjectOf(drawn, { modules, mapping: null, schema: null, definitionId: null, report });
  return new Widths(subject).from(drawn.start === null ? [] : [drawn.start]);
};

const plain = (nodes: readonly Node[], ...lines: readonly string[]): Graph => ({
  start: nodes[0]?.id ?? null,
  nodes,
  edges: lines.map((line) => {
    const [from = '', outcome = '', to = ''] = line.split(' ');
    return { from, outcome, to };
  }),
});

describe('the bound', () => {
  it('is one of a graph without splits', () => {
    expect(mostTokens(plain([{ kind: 'set', id: 'a', variables: {} }]))).toBe(1);
  });
  it('adds up arms, also those that are over at once', () => {
    const s: Node = { kind: 'parallel', id: 's', arms: ['l', 'm', 'r'] };
    const t: Node = { kind: 'parallel', id: 't', arms: ['l', 'r'] };
    expect(mostTokens(plain([s, t], 's l t'))).toBe(4);
  });
  it('lies above every moment of a run, and so do the splits that are open', () => {
    fc.assert(
      fc.property(soundGraph, fc.array(fc.nat(1_000), { maxLength: 25 }), (drawn, picks) => {
        const most = mostTokens(drawn);
        for (const { openSteps, splits } of momentsOf(drawn, picks)) {
          expect(openSteps.length).toBeLessThanOrEqual(most);
          expect(Object.keys(splits).length).toBeLessThan(most);
        }
      }),
      { numRuns: 50 },
    );
  });
});

const SURROUNDINGS: Surroundings = {
  nowMs: 0,
  evaluate: () => 'match',
  recordNow: () => ({ state: 'missing' }),
  working: () => ({
    calendar: standardCalendar('UTC'),
    tenantZone: 'UTC',
    recordZone: null,
    ownerZone: null,
  }),
};

const ORIGIN: RunOrigin = {
  tenantId: 'demo',
  runId: 'run',
  definitionId: 'own',
  definitionVersion: 1,
  definitionName: 'n',
  dialect: 'native',
  module: 'leads',
  triggerName: 'created',
  recordId: 'record',
  operation: 'create',
  before: null,
  after: {},
  positionId: 'p',
  committedAtMs: 0,
  rootRunId: 'run',
  depth: 0,
};

/** Every state of a run whose steps come to their ends in the order that `picks` says, within its decisions too. */
function momentsOf(drawn: Graph, picks: readonly number[]): readonly RunState[] {
  const moments: RunState[] = [];
  let state: RunState | null = null;
  const tell = (command: Command) => {
    const decision = decide(state, command, SURROUNDINGS);
    for (const happened of decision.events) {
      state = evolve(state, happened);
      moments.push(state);
    }
  };
  tell({ type: 'start', graph: drawn, origin: ORIGIN });
  for (const pick of picks) {
    const open = moments.at(-1)?.openSteps ?? [];
    const step = open[pick % Math.max(open.length, 1)];
    if (step !== undefined) tell(endOf(step));
  }
  return moments;
}

function endOf({ stepId, nodeKind, timers }: OpenStep): Command {
  const [timer] = timers;
  if (timer !== undefined && nodeKind !== 'task')
    return { type: 'fire-timer', timerId: timer.timerId, stepId, firedAtMs: 0 };
  return {
    type: 'report-effect',
    stepId,
    outcome: 'succeeded',
    answer: nodeKind === 'sub_workflow' ? 'completed' : null,
    output: {},
    recordPatch: null,
    errorCode: null,
    errorMessage: null,
    attempts: 1,
  };
}
