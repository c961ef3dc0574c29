/** Whose turn it is: a cursor per round, advanced in one atomic step, and once per effect. */
import type { Turn } from '../action.ts';
import type { Ledger } from './ledger.ts';
import type { Scripts } from './redis.ts';

const NO_CURSOR = -1;
const MEMO_SECONDS = 7 * 24 * 3600;

/** KEYS: the cursor, the effect's memo. ARGV: the memo's life, where to begin (empty: say -1 where there is no cursor). */
const ADVANCE = `
local memo = redis.call('GET', KEYS[2])
if memo then return tonumber(memo) end
if redis.call('EXISTS', KEYS[1]) == 0 then
  if ARGV[2] == '' then return -1 end
  redis.call('SET', KEYS[1], ARGV[2])
end
local position = redis.call('INCR', KEYS[1]) - 1
redis.call('SET', KEYS[2], position, 'EX', ARGV[1])
return position
`;

export interface Cursors {
  /** The effect's place in the round, the same each time it asks. Throws `store_unavailable` (retry later). */
  next(request: CursorRequest): Promise<Turn>;
  /** The place that would come next, by the ledger: nothing is taken, and Redis is not asked. Throws `store_unavailable`. */
  peek(request: Omit<CursorRequest, 'effectId'>): Promise<Turn>;
}

export interface CursorRequest {
  readonly tenantId: string;
  readonly cursor: string;
  readonly effectId: string;
}

/** Cursors in Redis; one that was lost goes on after the last position that the ledger knows (law 8). */
export function createCursors(redis: Scripts, ledger: Pick<Ledger, 'nextPosition'>): Cursors {
  return {
    async next({ tenantId, cursor, effectId }) {
      const keys = [`{t:${tenantId}}:cursor:${cursor}`, `{t:${tenantId}}:turn:${effectId}`];
      const advance = (seed: string) => redis.run(ADVANCE, keys, [MEMO_SECONDS, seed]);
      const position = await advance('');
      if (position !== NO_CURSOR) return { cursor, position };
      const seed = await ledger.nextPosition(tenantId, cursor);
      return { cursor, position: await advance(String(seed)) };
    },
    peek: async ({ tenantId, cursor }) => ({
      cursor,
      position: await ledger.nextPosition(tenantId, cursor),
    }),
  };
}
