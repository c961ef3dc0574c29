/** Looks at a run as an expectation asks: each part since the last time that it was asked. */
import type { Decision, StartRequest } from '@upshot/flow';
import type { FieldValue } from '@upshot/values';
import { asJson, differences, type Difference } from './differences.ts';
import type { PlayedRun } from './played-run.ts';
import type { Expectation } from './script.ts';
import { storyOf } from './story.ts';

/** How much of each list an expectation has seen. */
const LISTS = ['story', 'effects', 'tasks', 'starts', 'stops', 'answers'] as const;
type ListName = (typeof LISTS)[number];

export class Looker {
  readonly #run: PlayedRun;
  readonly #seen = new Map<ListName | 'nothing', number>();

  constructor(run: PlayedRun) {
    this.#run = run;
  }

  /** What differs. */
  look({ nothing, ...expected }: Expectation): readonly Difference[] {
    const unasked = nothing === true ? this.#nothing() : [];
    const found = Object.entries(expected).flatMap(([name, each]) =>
      each === undefined ? [] : differences(each, this.#found(name, each), `/${name}`),
    );
    for (const name of LISTS) if (expected[name] !== undefined) this.#seen.set(name, this.#list(name).length);
    this.#seen.set('nothing', this.#run.events().length);
    return [...unasked, ...found];
  }

  #nothing(): readonly Difference[] {
    const story = storyOf(this.#run.events().slice(this.#seen.get('nothing') ?? 0));
    return story.length === 0 ? [] : [{ place: '/nothing', expected: [], found: story }];
  }

  #found(name: string, expected: FieldValue): FieldValue | undefined {
    const list = LISTS.find((each) => each === name);
    if (list !== undefined) return this.#since(list, expected);
    return asJson(this.#now()[name] ?? null);
  }

  #since(name: ListName, expected: FieldValue): FieldValue {
    const since = this.#list(name).slice(this.#seen.get(name) ?? 0);
    const byName = Array.isArray(expected) && expected.every((each) => typeof each === 'string');
    return asJson(since.map((each) => (byName && name !== 'story' ? nodeIn(each) : each)));
  }

  #list(name: ListName): readonly unknown[] {
    if (name === 'story') return this.#run.story();
    if (name === 'effects')
      return this.#run.effects().map(({ nodeId, ...rest }) => ({ node: nodeId, ...rest }));
    if (name === 'tasks') return this.#run.tasks();
    const { decisions } = this.#run.run;
    if (name === 'starts') return decisions.flatMap(startsIn);
    return name === 'stops' ? stopsIn(decisions) : decisions.flatMap(({ answers }) => answers);
  }

  #now(): Readonly<Record<string, unknown>> {
    const run = this.#run;
    const ended = run.ended();
    return {
      start: run.verdict,
      waiting: run.waiting(),
      timers: run.timers(),
      record: run.state?.record,
      variables: run.state?.variables,
      results: run.results(),
      outputs: run.outputs(),
      status: run.state?.status,
      ended: ended === null ? null : `${ended.status} ${ended.reason}`,
    };
  }
}

const nodeIn = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'node' in value ? value.node : value;

/** The runs that a decision asks for, by the node that does. */
function startsIn({
  events,
  starts,
}: Decision): readonly (StartRequest & { readonly node: string | null })[] {
  return starts.map(({ stepId, ...rest }) => {
    const begun = events.find((event) => event.type === 'step-started' && event.stepId === stepId);
    const node = begun?.type === 'step-started' ? begun.nodeId : null;
    return { node, stepId, ...rest };
  });
}

/** The runs that are no longer awaited, by the node that asked for them. */
function stopsIn(decisions: readonly Decision[]): readonly object[] {
  const asked = decisions.flatMap((decision) => startsIn(decision));
  return decisions.flatMap(({ stops }) =>
    stops.map((runId) => ({ node: asked.find((each) => each.runId === runId)?.node ?? null, runId })),
  );
}
