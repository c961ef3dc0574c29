/** What a run that is run again takes over from the former one: variables and what steps had come to, as they were where it begins. */
import { readFromBefore, type Read } from '@upshot/dialects';
import { err, ok, type Result } from '@upshot/errors';
import type { Fields, StepResult } from '@upshot/flow';
import { knownBefore, type Known, type Unknown } from '../../../control/known-before.ts';
import type { Answer } from '../../../http/answer.ts';
import { refuseProblems } from '../refusals.ts';
import type { Beginning } from './again-from.ts';
import type { KnownRun } from './find-run.ts';

/** All that a request for a run may hold of what is taken over: it travels in records of a megabyte, beside the definition and the record. */
const MAX_BYTES = 400_000;

/**
 * What is known, with `given` variables in the place of known ones. Where something that is read from there on cannot be known, and
 * no variables are given at all, 422 says what and why: to give some, or none as `{}`, is to go on all the same.
 */
export function carryOver(
  { history }: KnownRun,
  { version, nodeId, moment }: Beginning,
  given: Fields | undefined,
): Result<Known, Answer> {
  const known = bounded(knownBefore(history, moment), given);
  const needed = readFromBefore(version.definition.graph, nodeId);
  const lost = needed.flatMap((read) => {
    const unknown = whyUnknown(read, known);
    return unknown === undefined ? [] : [{ read, unknown }];
  });
  if (given === undefined && lost.length > 0)
    return err(refuseProblems(422, 'What the run knew there is not known', lost.map(problemOf)));
  return ok(known);
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

/** Variables first, those that are given before others; outputs beyond the bound are left out, how their steps ended stays. */
function bounded({ variables, results, unknown }: Known, given: Fields = {}): Known {
  const room = new Room(MAX_BYTES);
  const others = Object.entries(variables).filter(([name]) => !Object.hasOwn(given, name));
  room.take(given);
  const kept = others.filter(([name, value]) => room.take([name, value]) || room.lacks('variables', name));
  const ended = Object.entries(results).map(([name, result]): readonly [string, StepResult] => {
    if (room.take([name, result])) return [name, result];
    room.lacks('steps', name);
    return [name, { ...result, output: {} }];
  });
  return {
    variables: { ...given, ...Object.fromEntries(kept) },
    results: Object.fromEntries(ended),
    unknown: [...unknown, ...room.lacking],
  };
}

/** Counts what is put into so many bytes, and notes what has no place. */
class Room {
  #left: number;
  readonly lacking: Unknown[] = [];

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Whether it had a place. */
  take(value: unknown): boolean {
    const size = Buffer.byteLength(JSON.stringify(value));
    if (size > this.#left) return false;
    this.#left -= size;
    return true;
  }

  /** False, for whoever leaves it out. */
  lacks(of: Unknown['of'], name: string): false {
    this.lacking.push({ of, name, why: 'too_long' });
    return false;
  }
}
