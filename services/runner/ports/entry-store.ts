/** Who holds a record's entry into a definition: one document per definition and record, so that a unique key decides. */
import type { Reentry } from '@upshot/definitions';
import { deriveId } from '@upshot/ids';
import { inStore, isDuplicateKey, type CollectionSpec } from '@upshot/mongo';
import type { AnyBulkWriteOperation, Db } from 'mongodb';

/** A run that asks to enter, or that leaves. */
export interface Entrant {
  readonly tenantId: string;
  readonly definitionId: string;
  readonly recordId: string;
  readonly runId: string;
  /** When its change was committed: cool-downs count on that clock, so that a command that comes again is judged alike. */
  readonly committedAtMs: number;
  readonly reentry: Reentry;
}

export interface EntryStore {
  /** The runs among `entrants` that hold their entry now, whether since this call or an earlier one. */
  claim(entrants: readonly Entrant[]): Promise<ReadonlySet<string>>;
  /** The runs among `entrants` that would be let in now. Takes nothing. */
  free(entrants: readonly Entrant[]): Promise<ReadonlySet<string>>;
  /** Gives back what runs that are over have held; what others hold stays. */
  release(entrants: readonly Entrant[]): Promise<void>;
}

export interface EntryDocument {
  readonly _id: string;
  readonly tenantId: string;
  readonly definitionId: string;
  readonly recordId: string;
  readonly runId: string;
  /** When the change was committed whose run holds the entry. */
  readonly enteredAtMs: number;
  /** When a cool-down is over for good: no command of before can come again by then. */
  readonly expireAt?: Date;
}

export const ENTRIES = 'entries';

/** Longer than any topic keeps a command. */
const KEPT_MS = 8 * 24 * 3_600_000;

export const entryCollections: readonly CollectionSpec[] = [
  { collection: ENTRIES, indexes: [{ key: { expireAt: 1 }, expireAfterSeconds: 0 }] },
];

/** The store in a database. Its methods throw `store_unavailable` where MongoDB is away. */
export function createEntryStore(db: Db): EntryStore {
  const entries = db.collection<EntryDocument>(ENTRIES);
  return {
    async claim(entrants) {
      if (entrants.length === 0) return new Set();
      return inStore(async () => {
        await claimAll((writes) => entries.bulkWrite(writes, { ordered: false }), entrants.map(claimOf));
        const held = entries.find({
          runId: { $in: entrants.map(({ runId }) => runId) },
          _id: { $in: entrants.map(idOf) },
        });
        return new Set((await held.toArray()).map(({ runId }) => runId));
      });
    },
    async free(entrants) {
      if (entrants.length === 0) return new Set();
      const taken = await inStore(() => entries.find({ _id: { $in: entrants.map(idOf) } }).toArray());
      const enteredAtMs = new Map(taken.map((entry) => [entry._id, entry.enteredAtMs]));
      const isFree = (entrant: Entrant) => admits(entrant, enteredAtMs.get(idOf(entrant)));
      return new Set(entrants.filter(isFree).map(({ runId }) => runId));
    },
    async release(entrants) {
      if (entrants.length === 0) return;
      const writes = entrants.map((entrant) => ({
        deleteOne: { filter: { _id: idOf(entrant), runId: entrant.runId } },
      }));
      await inStore(() => entries.bulkWrite(writes, { ordered: false }));
    },
  };
}

const idOf = ({ tenantId, definitionId, recordId }: Entrant): string =>
  deriveId('entry', tenantId, definitionId, recordId);

/** An entry that is taken answers with a duplicate key, which is an answer and no failure. */
async function claimAll(
  write: (writes: AnyBulkWriteOperation<EntryDocument>[]) => Promise<unknown>,
  writes: AnyBulkWriteOperation<EntryDocument>[],
): Promise<void> {
  try {
    await write(writes);
  } catch (thrown) {
    if (!isDuplicateKey(thrown)) throw thrown;
  }
}

/** Whether a record that entered then, or never, is let in again. */
function admits({ reentry, committedAtMs }: Entrant, enteredAtMs: number | undefined): boolean {
  if (enteredAtMs === undefined) return true;
  return reentry.policy === 'cool_down' && enteredAtMs <= committedAtMs - reentry.coolDownMs;
}

/** Takes the entry where it is free; one in a cool-down is free again when the cool-down is over. */
function claimOf(entrant: Entrant): AnyBulkWriteOperation<EntryDocument> {
  const { tenantId, definitionId, recordId, runId, committedAtMs, reentry } = entrant;
  const fields = { tenantId, definitionId, recordId, runId, enteredAtMs: committedAtMs };
  if (reentry.policy !== 'cool_down') return { insertOne: { document: { _id: idOf(entrant), ...fields } } };
  const { coolDownMs } = reentry;
  const filter = { _id: idOf(entrant), enteredAtMs: { $lte: committedAtMs - coolDownMs } };
  const expireAt = new Date(committedAtMs + coolDownMs + KEPT_MS);
  return { updateOne: { filter, update: { $set: { ...fields, expireAt } }, upsert: true } };
}
