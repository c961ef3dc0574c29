/** The query of a list in the order of time: how many, after which, and by what. */
import { err, ok, type Result } from '@upshot/errors';
import { z } from 'zod';
import type { Answer } from '../../../http/answer.ts';
import { cursorOf, placeIn } from '../cursor.ts';
import { refuseProblems, type NativeProblem } from '../refusals.ts';

/** Where the page before ended. */
export interface Place {
  readonly atMs: number;
  readonly id: string;
}

export interface PageQuery<Name extends string> {
  readonly limit: number;
  readonly after: Place | null;
  /** The other parameters that were given. */
  readonly given: Readonly<Partial<Record<Name, string>>>;
}

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 200;

const place = z.tuple([z.int().nonnegative().max(8.64e15), z.string().min(1).max(100)]);

/** Every parameter may come once; one that is neither `limit` nor `cursor` nor among `names` is refused by name. */
export function readPageQuery<Name extends string>(
  query: URLSearchParams,
  names: readonly Name[],
): Result<PageQuery<Name>, Answer> {
  const known: readonly string[] = ['limit', 'cursor', ...names];
  const problems = [...new Set(query.keys())].flatMap((name) =>
    known.includes(name) ? problemOf(name, query.getAll(name)) : unknownName(name),
  );
  if (problems.length > 0) return err(refuseProblems(400, 'The query is refused', problems));
  const cursor = query.get('cursor');
  const given: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = query.get(name);
    if (value !== null) given[name] = value;
  }
  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT);
  return ok({ limit, after: cursor === null ? null : readCursor(cursor), given });
}

/** Opaque to clients: it names a place and nothing else. */
export const writeCursor = ({ atMs, id }: Place): string => cursorOf([atMs, id]);

const unknownName = (name: string): readonly NativeProblem[] => [
  { path: [name], code: 'unknown_property', message: 'is not a known parameter' },
];

function problemOf(name: string, values: readonly string[]): readonly NativeProblem[] {
  const [value = ''] = values;
  const problem = (message: string) => [{ path: [name], code: 'invalid_value', message }];
  if (values.length > 1) return problem('must be given once');
  if (name === 'limit' && !(/^[1-9]\d{0,2}$/u.test(value) && Number(value) <= MAX_LIMIT))
    return problem(`must be a whole number from 1 to ${MAX_LIMIT}`);
  if (name === 'cursor' && readCursor(value) === null) return problem('is not one that was given out');
  return value.length > 200 ? problem('is too long') : [];
}

function readCursor(text: string): Place | null {
  const found = placeIn(place, text);
  return found === null ? null : { atMs: found[0], id: found[1] };
}

/** A page of what was asked for with one more than its limit, and the cursor of the next one. */
export function pageOf<T>(
  found: readonly T[],
  limit: number,
  placeOf: (each: T) => Place,
): { readonly shown: readonly T[]; readonly next: string | null } {
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  return { shown, next: last === undefined ? null : writeCursor(placeOf(last)) };
}
