/** What a run knew when one of its steps began: its variables, and what steps had come to. From its history, told to the flow once more. */
import { evolve, stepResultsSchema, type Fields, type StepResult } from '@upshot/flow';
import { isCut, MAX_HAPPENINGS, type RunHistory, type StepHistory } from '@upshot/history';
import { finished, startedWith, takeOvers } from './told-again.ts';

/**
 * Why something cannot be known: the history was erased; has expired, or never was; is not written to its end yet; lacks events; or
 * keeps texts and steps only up to a bound.
 */
type WhyUnknown = 'erased' | 'not_kept' | 'not_told_yet' | 'events_missing' | 'too_long';

/** What cannot be known: one by its name; with null as its name any that is not among those that are known. */
export interface Unknown {
  readonly of: 'variables' | 'steps';
  readonly name: string | null;
  readonly why: WhyUnknown;
}

export interface Known {
  readonly variables: Fields;
  readonly results: Readonly<Record<string, StepResult>>;
  readonly unknown: readonly Unknown[];
}

/** When: at the run's start, before one of its steps, or when it was over. */
export type Moment = 'start' | 'end' | { readonly stepId: string };

const both = (why: WhyUnknown): readonly Unknown[] => [
  { of: 'variables', name: null, why },
  { of: 'steps', name: null, why },
];
const NOTHING = { variables: {}, results: {} } as const;

/** What was known at `moment`, of a run that is over; without a history nothing is. Pure. */
export function knownBefore(history: RunHistory | null, moment: Moment): Known {
  if (history === null) return { ...NOTHING, unknown: both('not_kept') };
  if (history.erasedAtMs !== null) return { ...NOTHING, unknown: both('erased') };
  const begun = begunWith(history);
  if (moment === 'start') return begun;
  const until = untilOf(history, moment);
  const steps = history.steps.slice(0, until.place).filter((step) => isOver(step, until.atMs));
  const events = [...steps.map(finished), ...takeOvers(history)];
  const inOrder = events.toSorted((left, right) => left.atMs - right.atMs);
  const { variables, results } = inOrder.reduce(evolve, startedWith(history, begun));
  const cut = Object.entries(results).filter(([, { output }]) => isCut(output));
  return {
    variables,
    results: {
      ...results,
      ...Object.fromEntries(cut.map(([name, result]) => [name, { ...result, output: {} }])),
    },
    unknown: [
      ...begun.unknown,
      ...missing(history, moment, steps),
      ...cut.map(([name]) => ({ of: 'steps', name, why: 'too_long' }) as const),
    ],
  };
}

/** A change starts a run with nothing; what one that was asked for began with is kept. */
function begunWith({ begunWith: given, startedBy, parentRunId }: RunHistory): Known {
  if (given === undefined)
    return { ...NOTHING, unknown: startedBy === null && parentRunId === null ? [] : both('not_kept') };
  const results = stepResultsSchema.safeParse(given.results);
  const noVariables = isCut(given.variables);
  return {
    variables: noVariables ? {} : given.variables,
    results: results.success ? results.data : {},
    unknown: both('too_long').filter(({ of }) => (of === 'variables' ? noVariables : !results.success)),
  };
}

interface Until {
  /** How many of the steps, which stand in the order in which they began, may be over by then. */
  readonly place: number;
  readonly atMs: number;
}

function untilOf({ steps }: RunHistory, moment: Exclude<Moment, 'start'>): Until {
  if (moment === 'end') return { place: steps.length, atMs: Number.POSITIVE_INFINITY };
  const place = Math.max(
    0,
    steps.findIndex(({ stepId }) => stepId === moment.stepId),
  );
  return { place, atMs: steps[place]?.startedAtMs ?? 0 };
}

const isOver = ({ finishedAtMs }: StepHistory, untilMs: number): boolean =>
  finishedAtMs !== null && finishedAtMs <= untilMs;

function missing(
  history: RunHistory,
  moment: Exclude<Moment, 'start'>,
  steps: readonly StepHistory[],
): readonly Unknown[] {
  const isCutSet = steps.some(({ nodeKind, output }) => nodeKind === 'set' && isCut(output));
  return [
    ...(history.finishedAtMs === null && moment === 'end' ? both('not_told_yet') : []),
    ...(history.missedEvents > 0 ? both('events_missing') : []),
    ...(history.leftOut.steps > 0 && moment === 'end' ? both('too_long') : []),
    ...(isCutSet ? both('too_long').slice(0, 1) : []),
    ...(lacksTakeOvers(history) ? both('too_long').slice(1) : []),
  ];
}

/** By which nodes what steps came to was known later: cut, or among what was left out. */
const lacksTakeOvers = ({ happenings, leftOut }: RunHistory): boolean =>
  (leftOut.happenings > 0 && happenings.length >= MAX_HAPPENINGS) ||
  happenings.some(({ kind, detail }) => kind === 'version-taken' && isCut(detail));
