/** Reads the records at the end of lookups, each as it was at a change or later, or says why there is none. */
import { setTimeout as pause } from 'node:timers/promises';
import { inStore } from '@upshot/mongo';
import type { RelatedReading } from '@upshot/rules';
import type { Db } from 'mongodb';
import { fromDocument, MIRROR, mirrorId, type MirrorDocument } from './document.ts';
import { isBehind, type TopicEnd } from './is-behind.ts';
import { createProgressMarks } from './progress.ts';
import type { RecordName, Remembered } from './remembered.ts';

/** Which record, and how old the reading may be: no older than a change that was committed then. */
export interface RelatedAsk extends RecordName {
  readonly committedAtMs: number;
}

export interface RelatedReader {
  /**
   * What is read for each of the asks, in their order. A record that is not there, or deleted, is `related_missing`; where the
   * mirror does not come up with the change in time, the reading is `related_stale`. Throws `store_unavailable`, and what
   * asking for a topic's ends throws (`bus_unavailable`).
   */
  read(asks: readonly RelatedAsk[]): Promise<readonly RelatedReading[]>;
}

export interface RelatedReaderOptions {
  readonly db: Db;
  /** The topic that a module's changes come from; null where it has none, and the mirror never knows a record. */
  readonly topicOf: (module: string) => string | null;
  readonly endsOf: (topic: string) => Promise<readonly TopicEnd[]>;
  /** How long a mirror that is behind is waited for (default 2 s), and how often it is asked (default every 50 ms). */
  readonly waitMs?: number;
  readonly everyMs?: number;
}

const WAIT_MS = 2000;
const EVERY_MS = 50;

/** A reader of the mirror in `db`. Each round is one query for all records. */
export function createRelatedReader(options: RelatedReaderOptions): RelatedReader {
  const { waitMs = WAIT_MS, everyMs = EVERY_MS } = options;
  const look = lookIn(options);
  return {
    async read(asks) {
      if (asks.length === 0) return [];
      const ends = await endsOf(asks, options);
      const giveUpAtMs = performance.now() + waitMs;
      let readings = await look(asks, ends);
      while (readings.includes('related_stale') && performance.now() < giveUpAtMs) {
        await pause(everyMs);
        readings = await look(asks, ends);
      }
      return readings;
    },
  };
}

type Ends = ReadonlyMap<string, readonly TopicEnd[]>;

/** Where each topic ends now: what the mirror must have stored to be up with all that these changes can have seen. */
async function endsOf(
  asks: readonly RelatedAsk[],
  { topicOf, endsOf: ask }: RelatedReaderOptions,
): Promise<Ends> {
  const topics = new Set(asks.map(({ module }) => topicOf(module)).filter((topic) => topic !== null));
  return new Map(await Promise.all([...topics].map(async (topic) => [topic, await ask(topic)] as const)));
}

/** The marks are read before the records, so that what a mark promises is among them. */
function lookIn({ db, topicOf }: RelatedReaderOptions) {
  const mirror = db.collection<MirrorDocument>(MIRROR);
  const marks = createProgressMarks(db);
  return async (asks: readonly RelatedAsk[], ends: Ends): Promise<readonly RelatedReading[]> => {
    const progress = Map.groupBy(await marks.read([...ends.keys()]), ({ topic }) => topic);
    const ids = [...new Set(asks.map(mirrorId))];
    const found = await inStore(() => mirror.find({ _id: { $in: ids } }).toArray());
    const records = new Map(found.map((document) => [document._id, fromDocument(document)]));
    return asks.map((ask) => {
      const topic = topicOf(ask.module) ?? '';
      const behind = isBehind(ends.get(topic) ?? [], progress.get(topic) ?? [], ask.committedAtMs);
      return readingOf(records.get(mirrorId(ask)), ask.committedAtMs, behind);
    });
  };
}

function readingOf(record: Remembered | undefined, committedAtMs: number, behind: boolean): RelatedReading {
  const recent = record !== undefined && record.committedAtMs >= committedAtMs;
  if (behind && !recent) return 'related_stale';
  if (record === undefined || record.deleted) return 'related_missing';
  return { values: record.values, unknown: record.unknown };
}
