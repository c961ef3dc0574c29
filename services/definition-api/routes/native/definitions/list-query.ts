/** The query of a list: how many, of which module, and after which. */
import type { StoredDefinition } from '@upshot/dialects';
import { err, ok, type Result } from '@upshot/errors';
import { z } from 'zod';
import { cursorOf, placeIn } from '../cursor.ts';
import type { NativeProblem } from '../refusals.ts';

/** Where the page before ended. */
interface Place {
  readonly createdAtMs: number;
  readonly id: string;
}

export interface ListQuery {
  readonly limit: number;
  readonly module: string | undefined;
  readonly after: Place | null;
}

export const DEFAULT_LIMIT = 25;
export const MAX_LIMIT = 100;
const KNOWN = ['limit', 'module', 'cursor'];
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

const place = z.tuple([z.int().nonnegative().max(8.64e15), z.string().regex(UUID)]);

/** Every parameter may come once; an unknown one is refused by name. */
export function readListQuery(query: URLSearchParams): Result<ListQuery, readonly NativeProblem[]> {
  const names = [...new Set(query.keys())];
  const problems = names.flatMap((name) => problemOf(name, query.getAll(name)));
  if (problems.length > 0) return err(problems);
  const cursor = query.get('cursor');
  return ok({
    limit: Number(query.get('limit') ?? DEFAULT_LIMIT),
    module: query.get('module') ?? undefined,
    after: cursor === null ? null : readCursor(cursor),
  });
}

function problemOf(name: string, values: readonly string[]): readonly NativeProblem[] {
  const problem = (message: string, code = 'invalid_value') => [{ path: [name], code, message }];
  const [value = ''] = values;
  if (!KNOWN.includes(name)) return problem('is not a known parameter', 'unknown_property');
  if (values.length > 1) return problem('must be given once');
  if (name === 'limit' && !(/^[1-9]\d{0,2}$/u.test(value) && Number(value) <= MAX_LIMIT))
    return problem(`must be a whole number from 1 to ${MAX_LIMIT}`);
  return name === 'cursor' && readCursor(value) === null ? problem('is not one that was given out') : [];
}

/** Opaque to clients; it names a place and nothing else, and only the caller's tenant is looked through. */
export const writeCursor = ({ createdAt, id }: Pick<StoredDefinition, 'createdAt' | 'id'>): string =>
  cursorOf([Date.parse(createdAt), id]);

function readCursor(text: string): Place | null {
  const found = placeIn(place, text, 200);
  return found === null ? null : { createdAtMs: found[0], id: found[1] };
}
