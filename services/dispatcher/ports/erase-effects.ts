/** Erases from the ledger what was sent and answered (a request goes by itself when it is done); that it was, and how it ended, stays, so that nothing is sent again. */
import type { DueErasure } from '@upshot/history';
import { inStore, isDuplicateKey } from '@upshot/mongo';
import type { Collection, Db } from 'mongodb';
import { effectResultSchema, skipped } from '../effect-result.ts';
import { EFFECTS, type LedgerDocument } from './ledger-document.ts';

const SLICE = 500;

/**
 * How many were erased; null while one of them is still being carried out (not for ever: what nobody can finish is erased unfinished). Those whose run was over before they were reported and that
 * nobody has claimed are on their way yet: they are noted as skipped, so that whoever comes to them sends nothing. Throws
 * `store_unavailable`.
 */
export async function eraseEffects(
  db: Db,
  { tenantId, effectIds, openEffectIds }: Pick<DueErasure, 'tenantId' | 'effectIds' | 'openEffectIds'>,
): Promise<number | null> {
  const effects = db.collection<LedgerDocument>(EFFECTS);
  const unsent = new Set(openEffectIds);
  let [count, open] = [0, 0];
  for (let at = 0; at < effectIds.length; at += SLICE) {
    const ids = effectIds.slice(at, at + SLICE);
    await inStore(() =>
      forestall(
        effects,
        tenantId,
        ids.filter((id) => unsent.has(id)),
      ),
    );
    const found = await inStore(() => effects.find({ _id: { $in: ids }, tenantId }).toArray());
    const done = found.filter(({ state }) => state === 'done');
    const left = found.filter(isGivenUp);
    open += found.length - done.length - left.length;
    count += await inStore(() => eraseAll(effects, done, left));
  }
  return open > 0 ? null : count;
}

/** Where there is an effect already, or somebody claims it at this moment, it stays as it is. */
async function forestall(
  effects: Collection<LedgerDocument>,
  tenantId: string,
  ids: readonly string[],
): Promise<void> {
  const at = new Date();
  const never = { ...skipped('erased'), attempts: 0, startedAtMs: at.getTime(), finishedAtMs: at.getTime() };
  const documents = ids.map((_id): LedgerDocument => ({
    _id,
    tenantId,
    ...NOWHERE,
    state: 'done',
    lease: { token: '', since: at, ms: 0 },
    attempts: 0,
    tookOver: null,
    result: JSON.stringify(never),
    claimedAt: at,
    finishedAt: at,
  }));
  if (documents.length === 0) return;
  try {
    await effects.insertMany(documents, { ordered: false });
  } catch (thrown) {
    if (!isDuplicateKey(thrown)) throw thrown;
  }
}

/** What the history does not tell of an effect. */
const NOWHERE = { runId: '', channel: '', action: '', definitionId: '', nodeId: '' } as const;

/** Longer than its topic keeps an effect: nobody comes to finish it any more. */
const GIVEN_UP_MS = 8 * 24 * 3_600_000;

const isGivenUp = ({ state, claimedAt }: LedgerDocument): boolean =>
  state !== 'done' && claimedAt.getTime() < Date.now() - GIVEN_UP_MS;

async function eraseAll(
  effects: Collection<LedgerDocument>,
  done: readonly LedgerDocument[],
  left: readonly LedgerDocument[],
): Promise<number> {
  const results = done.flatMap(({ _id, result }) =>
    result === undefined
      ? []
      : [{ filter: { _id }, update: { $set: { result: resultWithoutSubject(result) } } }],
  );
  const requests = left.map(({ _id }) => ({ filter: { _id }, update: { $unset: { request: '' as const } } }));
  const writes = [...results, ...requests].map((updateOne) => ({ updateOne }));
  if (writes.length === 0) return 0;
  return (await effects.bulkWrite(writes, { ordered: false })).matchedCount;
}

function resultWithoutSubject(text: string): string {
  const { errorMessage, ...result } = effectResultSchema.parse(JSON.parse(text));
  const erased = errorMessage === null ? null : '[erased]';
  return JSON.stringify({ ...result, output: {}, recordPatch: null, input: null, errorMessage: erased });
}
