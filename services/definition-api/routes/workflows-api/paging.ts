/** Reads `page` and `limit` of a query. */
import { err, ok, type Result } from '@upshot/errors';
import type { RefusalDetail } from '../../http/refusal.ts';

export interface Page {
  readonly page: number;
  readonly limit: number;
}

/** The reference's product knows no maximum; a page of more is answered with this many, and says so in `limit`. */
export const MAX_LIMIT = 200;
const DEFAULT: Page = { page: 1, limit: 25 };
const WHOLE = /^[0-9]{1,9}$/u;

/** The page that is asked for; null where the query asks for none. */
export function readPage(query: URLSearchParams): Result<Page | null, readonly RefusalDetail[]> {
  const page = readNumber(query, 'page');
  const limit = readNumber(query, 'limit');
  const problems = [page, limit].filter((each) => typeof each === 'object');
  if (problems.length > 0) return err(problems);
  if (page === undefined && limit === undefined) return ok(null);
  return ok({
    page: typeof page === 'number' ? page : DEFAULT.page,
    limit: typeof limit === 'number' ? Math.min(limit, MAX_LIMIT) : DEFAULT.limit,
  });
}

/** The same, with the defaults where the query asks for none. */
export function readPageOrFirst(query: URLSearchParams): Result<Page, readonly RefusalDetail[]> {
  const read = readPage(query);
  return read.ok ? ok(read.value ?? DEFAULT) : read;
}

/** A parameter that may come once; undefined where it does not come. */
export function readOnce(query: URLSearchParams, name: string): string | undefined | RefusalDetail {
  const values = query.getAll(name);
  return values.length > 1 ? problem(name, 'must be given once') : values[0];
}

function readNumber(query: URLSearchParams, name: string): number | undefined | RefusalDetail {
  const value = readOnce(query, name);
  if (typeof value !== 'string') return value;
  const number = Number(value);
  return WHOLE.test(value) && number >= 1 ? number : problem(name, 'must be a whole number of at least 1');
}

function problem(name: string, message: string): RefusalDetail {
  return { field: name, path: `/${name}`, message, code: 'invalid_value' };
}
