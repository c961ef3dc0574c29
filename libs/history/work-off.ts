/** Works off one part of the erasures that are due. Every step may be cut off, and done again. */
import { toUpshotError } from '@upshot/errors';
import { inStore } from '@upshot/mongo';
import type { Collection, Document } from 'mongodb';
import type { DueErasure, ErasePart, ErasureDocument, ErasurePart, Found } from './erasure-document.ts';

type Erasures = Collection<ErasureDocument>;

/**
 * Does what is due of one part; returns how many erasures that part has done. One that fails keeps none of the others waiting: the
 * first failure is thrown when all have had their turn. Throws `store_unavailable`.
 */
export async function workOff(
  erasures: Erasures,
  part: ErasurePart,
  erase: ErasePart,
  now: () => number,
): Promise<number> {
  const due = await inStore(() => erasures.find({ waiting: part, finishedAtMs: null }).toArray());
  const ready = due.filter(({ waiting }) => !waiting.some((other) => isBefore(other, part)));
  const failures: unknown[] = [];
  let count = 0;
  for (const each of ready) {
    try {
      const erased = await erase(dueOf(each), (found) => remember(erasures, each._id, found));
      if (erased === null) continue;
      await inStore(() => finishPart(erasures, each._id, part, erased, now()));
      count += 1;
    } catch (thrown) {
      failures.push(thrown);
    }
  }
  if (failures.length > 0) throw toUpshotError(failures[0]);
  return count;
}

/**
 * What a part waits for: open runs are ended first, since what they do is history then; the history knows of which effects the ledger
 * has to erase; and an effect that is not finished may still put something into an inbox.
 */
const EARLIER: Partial<Readonly<Record<ErasurePart, readonly ErasurePart[]>>> = {
  runs: [],
  history: ['runs'],
  inbox: ['runs', 'history', 'ledger'],
};

const isBefore = (other: ErasurePart, part: ErasurePart): boolean =>
  (EARLIER[part] ?? ['runs', 'history']).includes(other);

const dueOf = (document: ErasureDocument): DueErasure => {
  const { _id, tenantId, requestedBy, requestedAtMs, done } = document;
  const {
    module = '',
    recordId = '',
    texts = [],
    effectIds = [],
    openEffectIds = [],
    runIds = [],
  } = document;
  return {
    erasureId: _id,
    tenantId,
    requestedBy,
    requestedAtMs,
    quietSinceMs: done.find(({ part }) => part === 'runs')?.doneAtMs ?? requestedAtMs,
    module,
    recordId,
    texts,
    effectIds,
    openEffectIds,
    runIds,
  };
};

async function remember(
  erasures: Erasures,
  _id: string,
  { effectIds = [], openEffectIds = [], runIds = [] }: Found,
): Promise<void> {
  const added = {
    effectIds: { $each: [...effectIds] },
    openEffectIds: { $each: [...openEffectIds] },
    runIds: { $each: [...runIds] },
  };
  await inStore(() => erasures.updateOne({ _id }, { $addToSet: added }));
}

/** The last part to be done takes the subject out of the entry, in the same write: none is left with it where a process dies. */
async function finishPart(
  erasures: Erasures,
  _id: string,
  part: ErasurePart,
  count: number,
  doneAtMs: number,
): Promise<void> {
  const left = { $filter: { input: '$waiting', cond: { $ne: ['$$this', part] } } };
  const isLast = { $eq: ['$waiting', []] };
  const unlessLast = (name: keyof ErasureDocument): Document => ({
    [name]: { $cond: [isLast, '$$REMOVE', `$${name}`] },
  });
  await erasures.updateOne({ _id, waiting: part }, [
    { $set: { waiting: left, done: { $concatArrays: ['$done', [{ part, count, doneAtMs }]] } } },
    {
      $set: {
        finishedAtMs: { $cond: [isLast, doneAtMs, null] },
        ...unlessLast('module'),
        ...unlessLast('recordId'),
        ...unlessLast('texts'),
        ...unlessLast('effectIds'),
        ...unlessLast('openEffectIds'),
        ...unlessLast('runIds'),
      },
    },
  ]);
}
