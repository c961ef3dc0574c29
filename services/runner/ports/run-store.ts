/** Where runs are kept: one document each, changed by compare-and-set on its revision, with what its decision sends. */
import type { OutgoingRecord } from '@upshot/bus';
import { UpshotError } from '@upshot/errors';
import { standingOf, type RunState } from '@upshot/flow';
import { gathered, inStore, isDuplicateKey, type CollectionSpec } from '@upshot/mongo';
import { OPEN_RUNS, RUNS, type OpenRun } from '@upshot/schemas';
import type { AnyBulkWriteOperation, Binary, Collection, Db } from 'mongodb';
import { awaitsOf } from '../awaits.ts';
import type { Place } from '../place.ts';
import { parseState, writeState } from './run-state-text.ts';

export interface StoredRun {
  readonly runId: string;
  readonly revision: number;
  readonly startedAtMs: number;
  readonly state: RunState;
  readonly outbox: readonly OutgoingRecord[];
  /** Of the last command that the outbox answers; null for a run that was stored without. */
  readonly place: Place | null;
}

/** A run as it is to be: `stored` is what was read, null for a new one. */
export interface ChangedRun {
  readonly runId: string;
  readonly tenantId: string;
  readonly stored: StoredRun | null;
  readonly state: RunState | null;
  readonly sends: readonly OutgoingRecord[];
  /** Of the last command that `sends` answers. */
  readonly place: Place;
}

/** A run that waits for something to happen to its record. */
export interface AwaitingRun {
  readonly runId: string;
  readonly version: number;
  readonly awaits: readonly string[];
}

export interface RunStore {
  /** The stored runs among these; others may be there too. */
  load(runIds: readonly string[]): Promise<ReadonlyMap<string, StoredRun>>;
  /** All or a part is written; throws `conflict` (retry now) where a part is not, since another process was first. */
  commit(runs: readonly ChangedRun[]): Promise<void>;
  /** The runs that wait under one of these keys. */
  awaiting(keys: readonly string[]): Promise<readonly AwaitingRun[]>;
}

interface RunDocument extends Omit<OpenRun, 'open' | 'status'> {
  readonly status: RunState['status'];
  /** Set until it is finished: only then is it in the index of runs that can be told something. */
  readonly open?: true;
  /** What it waits for of its record; left out: nothing. */
  readonly awaits?: readonly string[];
  readonly revision: number;
  /** JSON of the state: a record's field names are no business of the store's. */
  readonly state: string;
  readonly outbox: readonly StoredRecord[];
  readonly place?: StoredPlace;
  /** When a finished run is forgotten: longer than any topic keeps its commands, so that none can start it again. */
  readonly expireAt?: Date;
}

interface StoredRecord {
  readonly topic: string;
  readonly key: string;
  readonly value: Binary | Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

interface StoredPlace extends Omit<Place, 'offset'> {
  readonly offset: number;
}

const FINISHED_KEPT_MS = 8 * 24 * 3_600_000;

export const runCollections: readonly CollectionSpec[] = [
  {
    collection: RUNS,
    indexes: [
      { key: { expireAt: 1 }, expireAfterSeconds: 0 },
      ...OPEN_RUNS.indexes,
      { key: { awaits: 1 }, sparse: true },
    ],
  },
];

/** The store in a database; `now` decides when a finished run is forgotten. */
export function createRunStore(db: Db, now: () => number): RunStore {
  const runs = db.collection<RunDocument>(RUNS);
  // Of several partitions' batches, what comes at about the same time goes together.
  const load = gathered(async (batches: readonly (readonly string[])[]) => {
    const stored = await loadAll(runs, batches.flat());
    return batches.map(() => stored);
  });
  const commit = gathered(async (batches: readonly (readonly ChangedRun[])[]) => {
    await commitAll(runs, batches.flat(), now());
    return batches.map(() => true);
  });
  return {
    load,
    async commit(changed) {
      if (changed.length > 0) await commit(changed);
    },
    async awaiting(keys) {
      const found = await inStore(() =>
        runs
          .find({ awaits: { $in: [...keys] } })
          .project<Pick<RunDocument, '_id' | 'version' | 'awaits'>>({ version: 1, awaits: 1 })
          .toArray(),
      );
      return found.map(({ _id: runId, version, awaits = [] }) => ({ runId, version, awaits }));
    },
  };
}

async function loadAll(
  runs: Collection<RunDocument>,
  runIds: readonly string[],
): Promise<ReadonlyMap<string, StoredRun>> {
  const found = await inStore(() => runs.find({ _id: { $in: [...runIds] } }).toArray());
  return new Map(found.map((document) => [document._id, read(document)]));
}

async function commitAll(
  runs: Collection<RunDocument>,
  changed: readonly ChangedRun[],
  nowMs: number,
): Promise<void> {
  const writes = changed.map((run) => writeOf(run, nowMs));
  const replaces = changed.filter(({ stored }) => stored !== null).length;
  const matched = await inStore(async () => {
    try {
      return (await runs.bulkWrite(writes, { ordered: false })).matchedCount;
    } catch (thrown) {
      if (isDuplicateKey(thrown)) return -1;
      throw thrown;
    }
  });
  if (matched !== replaces) throw new UpshotError('conflict', 'another process changed a run first');
}

function writeOf(run: ChangedRun, nowMs: number): AnyBulkWriteOperation<RunDocument> {
  const document = documentOf(run, nowMs);
  if (run.stored === null) return { insertOne: { document } };
  const { _id, ...replacement } = document;
  return { replaceOne: { filter: { _id, revision: run.stored.revision }, replacement } };
}

function documentOf(
  { runId, tenantId, stored, state, sends, place }: ChangedRun,
  nowMs: number,
): RunDocument {
  if (state === null) throw new UpshotError('internal', 'a changed run without a state');
  const { definitionId, module, recordId, sandbox } = state.origin;
  const awaits = awaitsOf(state).map(({ key }) => key);
  return {
    _id: runId,
    tenantId,
    definitionId,
    version: state.version,
    module,
    recordId,
    startedAtMs: stored?.startedAtMs ?? nowMs,
    standing: standingOf(state),
    ...(awaits.length > 0 && { awaits }),
    ...(sandbox === true && { sandbox }),
    status: state.status,
    revision: (stored?.revision ?? 0) + 1,
    state: writeState(state),
    outbox: sends.map(stow),
    place: { ...place, offset: Number(place.offset) },
    ...(state.status === 'finished' ? { expireAt: new Date(nowMs + FINISHED_KEPT_MS) } : { open: true }),
  };
}

function stow({ topic, key, value, headers }: OutgoingRecord): StoredRecord {
  if (typeof key !== 'string' || value === null)
    throw new UpshotError('internal', 'an outbox record without key or value');
  const texts = Object.entries(headers ?? {}).map(([name, text]) => [name, text.toString()]);
  return { topic, key, value, headers: Object.fromEntries(texts) };
}

function read({ _id, revision, startedAtMs, state, outbox, place }: RunDocument): StoredRun {
  const records = outbox.map(({ value, ...rest }) => ({
    ...rest,
    value: Buffer.isBuffer(value) ? value : Buffer.from(value.buffer),
  }));
  return {
    runId: _id,
    revision,
    startedAtMs,
    state: parseState(state),
    outbox: records,
    place: place === undefined ? null : { ...place, offset: BigInt(place.offset) },
  };
}
