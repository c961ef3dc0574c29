/** Runs as they change, for many listeners by one reader: a change stream of MongoDB that is open while somebody listens. */
import { setTimeout as sleep } from 'node:timers/promises';
import { toUpshotError } from '@upshot/errors';
import type { TenantContext } from '@upshot/mongo';
import type { ChangeStream, ChangeStreamDocument, Db } from 'mongodb';
import { RUN_HISTORY, type HistoryDocument } from './document.ts';
import { summaryOf, type RunSummary } from './search.ts';

/** A run as a change has left it; `id` is where to go on from. */
export interface LiveRun {
  readonly id: string;
  readonly run: RunSummary;
}

export interface ListenOptions {
  readonly definitionId?: string | undefined;
  /** The last one that was heard; what changed since comes first. */
  readonly after?: string | undefined;
  readonly onRun: (live: LiveRun) => void;
  /** Nothing more will come: the process stops. */
  readonly onClose?: () => void;
  /** Something may have been missed: what is shown should be read anew. */
  readonly onReset: () => void;
}

export interface LiveRuns {
  /** Listens until the returned function is called. */
  listen(tenant: TenantContext, options: ListenOptions): () => void;
  close(): Promise<void>;
}

export interface LiveOptions {
  readonly log: { warn(fields: object, message: string): void };
  /** How many changes are kept for those who come back soon. */
  readonly kept?: number;
  readonly retryMs?: number;
}

type Change = ChangeStreamDocument<HistoryDocument>;
type Stream = ChangeStream<HistoryDocument, Change>;

interface Listener extends ListenOptions {
  readonly tenantId: string;
  /** What came while earlier changes were still being read; null once it listens directly. */
  waiting: LiveRun[] | null;
  isOver: boolean;
}

const KEPT = 2_000;
const RETRY_MS = 1_000;
/** How many may read up on what they have missed at the same time, each with a stream of its own for as long. */
const MOST_READING_UP = 8;
/** The bookmark of a change: hexadecimal, as MongoDB gives it out. */
const TOKEN = /^[0-9a-f]{2,512}$/iu;

const CHANGES = [
  { $match: { operationType: { $in: ['insert', 'replace'] } } },
  {
    $unset: ['fullDocument.steps', 'fullDocument.happenings', 'fullDocument.terms', 'updateDescription'],
  },
];

/** The live runs of `db`. */
export function createLiveRuns(db: Db, options: LiveOptions): LiveRuns {
  const hub = new Hub(db, options);
  return {
    listen: ({ tenantId }, listening) => hub.listen(tenantId, listening),
    close: () => hub.close(),
  };
}

class Hub {
  readonly #db: Db;
  readonly #options: LiveOptions;
  readonly #listeners = new Set<Listener>();
  #kept: LiveRun[] = [];
  #stream: Stream | null = null;
  #reading: Promise<void> | null = null;
  #readingUp = 0;
  #isClosed = false;

  constructor(db: Db, options: LiveOptions) {
    this.#db = db;
    this.#options = options;
  }

  listen(tenantId: string, options: ListenOptions): () => void {
    if (this.#isClosed) {
      options.onClose?.();
      return () => undefined;
    }
    const listener: Listener = { ...options, tenantId, waiting: null, isOver: false };
    this.#begin(listener);
    this.#listeners.add(listener);
    this.#reading ??= this.#read();
    return () => {
      listener.isOver = true;
      this.#listeners.delete(listener);
      // Nobody listens: the stream ends, and what it kept is no longer without gaps.
      if (this.#listeners.size === 0) void this.#stream?.close();
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const listener of this.#listeners) {
      listener.isOver = true;
      listener.onClose?.();
    }
    this.#listeners.clear();
    await this.#stream?.close();
    await this.#reading;
  }

  /** What was missed: from memory where it is there, else from a stream of its own. */
  #begin(listener: Listener): void {
    const { after } = listener;
    if (after === undefined) return;
    const at = this.#kept.findIndex(({ id }) => id === after);
    if (at !== -1) {
      for (const live of this.#kept.slice(at + 1)) tell(listener, live);
      return;
    }
    if (!TOKEN.test(after) || this.#readingUp >= MOST_READING_UP) return listener.onReset();
    listener.waiting = [];
    this.#readingUp += 1;
    void this.#readUp(listener, after).finally(() => {
      this.#readingUp -= 1;
    });
  }

  async #readUp(listener: Listener, after: string): Promise<void> {
    const told = new Set<string>();
    const stream = this.#open(after);
    try {
      // Two empty answers say that there is nothing more by now; what came since is in `waiting`.
      for (let empty = 0; empty < 2 && !listener.isOver;) {
        const change = await stream.tryNext();
        empty = change === null ? empty + 1 : 0;
        const live = change === null ? null : liveOf(change);
        if (live === null) continue;
        told.add(live.id);
        tell({ ...listener, waiting: null }, live);
      }
    } catch (thrown) {
      this.#options.log.warn({ error: toUpshotError(thrown) }, 'what was missed cannot be read any longer');
      if (!listener.isOver) listener.onReset();
    } finally {
      await stream.close();
    }
    const waiting = listener.waiting ?? [];
    listener.waiting = null;
    for (const live of waiting) if (!told.has(live.id)) tell(listener, live);
  }

  #open(after: string | null): Stream {
    const from = after === null ? {} : { resumeAfter: { _data: after } };
    return this.#db.collection<HistoryDocument>(RUN_HISTORY).watch<HistoryDocument, Change>(CHANGES, {
      ...from,
      maxAwaitTimeMS: 1_000,
    });
  }

  async #read(): Promise<void> {
    let isFirst = true;
    while (this.#listeners.size > 0 && !this.#isClosed) {
      if (!isFirst) this.#resetAll();
      isFirst = false;
      try {
        await this.#readStream();
      } catch (thrown) {
        if (this.#listeners.size === 0) break;
        this.#options.log.warn({ error: toUpshotError(thrown) }, 'live runs cannot be read');
        await sleep(this.#options.retryMs ?? RETRY_MS, undefined, { ref: false });
      }
    }
    this.#kept = [];
    this.#stream = null;
    this.#reading = null;
    // Somebody may have come in the meantime.
    if (this.#listeners.size > 0 && !this.#isClosed) this.#reading = this.#read();
  }

  /** The driver goes on by itself over a lost connection; what it throws is more than that. */
  async #readStream(): Promise<void> {
    const stream = this.#open(null);
    this.#stream = stream;
    for await (const change of stream) {
      const live = liveOf(change);
      if (change.operationType === 'invalidate') return;
      if (live === null) continue;
      this.#kept.push(live);
      if (this.#kept.length > (this.#options.kept ?? KEPT)) this.#kept.shift();
      for (const listener of this.#listeners) tell(listener, live);
    }
  }

  #resetAll(): void {
    this.#kept = [];
    for (const listener of this.#listeners) listener.onReset();
  }
}

function tell(listener: Listener, live: LiveRun): void {
  const { tenantId, definitionId } = live.run;
  if (listener.isOver || listener.tenantId !== tenantId) return;
  if (listener.definitionId !== undefined && listener.definitionId !== definitionId) return;
  if (listener.waiting === null) listener.onRun(live);
  else listener.waiting.push(live);
}

function liveOf(change: Change): LiveRun | null {
  if (change.operationType !== 'insert' && change.operationType !== 'replace') return null;
  const token = change._id;
  const id = typeof token === 'object' && token !== null && '_data' in token ? token._data : null;
  return typeof id === 'string' ? { id, run: summaryOf(change.fullDocument) } : null;
}
