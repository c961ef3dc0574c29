/** What a run that is run again takes over from the former one: variables and what steps had come to, as they were where it begins. */
import { readFromBefore, type Read } from '@upshot/dialects';
import { err, ok, type Result } from '@upshot/errors';
import type { Fields, StepResult } from '@upshot/flow';
import { knownBefore, type Known, type Unknown } from '../../../control/known-before.ts';
import type { Answer } from '../../../http/answer.ts';
import { refuseProblems } from '../refusals.ts';
import type { Beginning } from './again-from.ts';
import type { KnownRun } from './find-run.ts';

/** All that a request for a run may hold of steps' outputs. */
const MAX_RESULTS_CHARS = 500_000;

/**
 * What is known, with `given` variables in the place of known ones. Where something that is read from there on cannot be known, and
 * no variables are given at all, 422 says what and why: to give some, or none as `{}`, is to go on all the same.
 */
export function carryOver(
  { history }: KnownRun,
  { version, nodeId, moment }: Beginning,
  given: Fields | undefined,
): Result<Known, Answer> {
  const known = bounded(knownBefore(history, moment));
  const needed = readFromBefore(version.definition.graph, nodeId);
  const lost = needed.flatMap((read) => {
    const unknown = whyUnknown(read, known);
    return unknown === undefined ? [] : [{ read, unknown }];
  });
  if (given === undefined && lost.length > 0)
    return err(refuseProblems(422, 'What the run knew there is not known', lost.map(problemOf)));
  return ok({ ...known, variables: { ...known.variables, ...given } });
}

/** The names of what is taken over, and what is not known: no values, since the audit is kept for ever. */
export const printCarried = ({ variables, results, unknown }: Known) => ({
  carried: { variables: Object.keys(variables), steps: Object.keys(results) },
  unknown,
});

function whyUnknown({ of, name }: Read, { variables, results, unknown }: Known): Unknown | undefined {
  const isKnown = Object.hasOwn(of === 'variables' ? variables : results, name);
  return unknown.find((each) => each.of === of && (each.name === null ? !isKnown : each.name === name));
}

const BECAUSE: Readonly<Record<Unknown['why'], string>> = {
  erased: 'the history of the run was erased',
  not_kept: 'the history does not keep it, or no longer',
  not_told_yet: 'the history is not written to its end yet',
  events_missing: 'the history lacks events of the run',
  too_long: 'it is longer than what the history keeps',
};

const problemOf = ({ read, unknown }: { readonly read: Read; readonly unknown: Unknown }) => ({
  path: ['variables'],
  code: 'unknown_before',
  message: `is required, {} for none: the node ${JSON.stringify(read.node)} reads ${read.of}.${read.name}, and ${BECAUSE[unknown.why]}`,
});

/** Outputs beyond the bound are left out, of the steps that were the last to be told; how a step ended stays. */
function bounded(known: Known): Known {
  let left = MAX_RESULTS_CHARS;
  const unknown: Unknown[] = [];
  const results = Object.entries(known.results).map(([name, result]): [string, StepResult] => {
    left -= JSON.stringify(result).length;
    if (left >= 0) return [name, result];
    unknown.push({ of: 'steps', name, why: 'too_long' });
    return [name, { ...result, output: {} }];
  });
  return { ...known, results: Object.fromEntries(results), unknown: [...known.unknown, ...unknown] };
}
