/** Erases from the ledger what was sent and answered (a request goes by itself when it is done); that it was, and how it ended, stays, so that nothing is sent again. */
import type { DueErasure } from '@upshot/history';
import { inStore } from '@upshot/mongo';
import type { Collection, Db } from 'mongodb';
import { effectResultSchema } from '../effect-result.ts';
import { EFFECTS, type LedgerDocument } from './ledger-document.ts';

const SLICE = 500;

/** How many were erased; null while one of them is still being carried out. Throws `store_unavailable`. */
export async function eraseEffects(
  db: Db,
  { tenantId, effectIds }: Pick<DueErasure, 'tenantId' | 'effectIds'>,
): Promise<number | null> {
  const effects = db.collection<LedgerDocument>(EFFECTS);
  let [count, open] = [0, 0];
  for (let at = 0; at < effectIds.length; at += SLICE) {
    const ids = effectIds.slice(at, at + SLICE);
    const found = await inStore(() => effects.find({ _id: { $in: ids }, tenantId }).toArray());
    const done = found.filter(({ state }) => state === 'done');
    open += found.length - done.length;
    count += await inStore(() => eraseAll(effects, done));
  }
  return open > 0 ? null : count;
}

async function eraseAll(
  effects: Collection<LedgerDocument>,
  done: readonly LedgerDocument[],
): Promise<number> {
  const writes = done.flatMap(({ _id, result }) => {
    if (result === undefined) return [];
    const update = { $set: { result: resultWithoutSubject(result) } };
    return { updateOne: { filter: { _id }, update } };
  });
  if (writes.length === 0) return 0;
  return (await effects.bulkWrite(writes, { ordered: false })).matchedCount;
}

function resultWithoutSubject(text: string): string {
  const { errorMessage, ...result } = effectResultSchema.parse(JSON.parse(text));
  const erased = errorMessage === null ? null : '[erased]';
  return JSON.stringify({ ...result, output: {}, recordPatch: null, input: null, errorMessage: erased });
}
