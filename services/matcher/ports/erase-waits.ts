/** Erases a subject from the waits for activities: nothing follows any more of what it began, and what came of it is forgotten. */
import { UpshotError } from '@upshot/errors';
import type { DueErasure } from '@upshot/history';
import { inStore } from '@upshot/mongo';
import type { Collection, Db } from 'mongodb';
import type { Happened, Wait } from '../awaiting/wait.ts';
import { readWait, WAITS, type WaitDocument } from './wait-store.ts';

type Subject = Pick<DueErasure, 'tenantId' | 'module' | 'recordId' | 'texts'>;

/**
 * How many waits were changed, by a look at all of the tenant's. Throws `store_unavailable`, and `conflict` (retry now) where a matcher was
 * first with one.
 */
export function eraseWaits(db: Db, subject: Subject): Promise<number> {
  const waits: Collection<WaitDocument> = db.collection(WAITS.collection);
  const isOurs = aboutSubject(subject);
  return inStore(async () => {
    let count = 0;
    for await (const document of waits.find({ tenantId: { $eq: subject.tenantId } })) {
      const before = readWait(document.wait);
      const after = withoutOurs(before, (each) => isOurs(document.module, each));
      if (after === before) continue;
      await replace(waits, document, after);
      count += 1;
    }
    return count;
  });
}

async function replace(
  waits: Collection<WaitDocument>,
  { _id, revision }: WaitDocument,
  wait: Wait,
): Promise<void> {
  const changed = { $set: { wait: JSON.stringify(wait), revision: revision + 1 } };
  const { matchedCount } = await waits.updateOne({ _id, revision }, changed);
  if (matchedCount === 0) throw new UpshotError('conflict', 'a matcher was first with a wait');
}

function aboutSubject({ module, recordId, texts }: Subject): (module: string, each: Happened) => boolean {
  const inJson = texts.map((text) => JSON.stringify(text).slice(1, -1).toLowerCase());
  return (ofModule, each) => {
    if (ofModule === module && each.recordId === recordId) return true;
    const said = `${each.image} ${each.told}`.toLowerCase();
    return inJson.some((text) => said.includes(text));
  };
}

/** What answered whom is known by ids of events, and stays. */
function withoutOurs(wait: Wait, isOurs: (each: Happened) => boolean): Wait {
  const { begun, came, answers } = wait;
  const isBegunByOurs = begun !== null && isOurs(begun);
  if (!isBegunByOurs && !came.some(isOurs)) return wait;
  return { begun: isBegunByOurs ? null : begun, came: came.filter((each) => !isOurs(each)), answers };
}
