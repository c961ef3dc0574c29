/** Searches over a history of a million runs, written through the recorder's store, beside a plain look-up of one run by its id. */
import { UpshotError } from '@upshot/errors';
import {
  createHistoryReader,
  createHistorySearch,
  historyIndexes,
  type HistoryReader,
  type HistorySearch,
  type SearchRuns,
} from '@upshot/history';
import { randomHistory } from '@upshot/history/testing/histories';
import { connectMongo, ensureIndexes } from '@upshot/mongo';
import type { Db } from 'mongodb';
import { withStores } from '../../deploy/local/testing/throw-away.ts';
import { createHistoryStore } from '../../services/run-recorder/ports/history-store.ts';
import { percentile, type Figure } from '../report.ts';
import { HISTORY, QUESTIONS } from './questions.ts';

type Say = (line: string) => void;

const RUNS = 1_000_000;
const TURNS = 100;
const PAGE = 25;
const BULK = 500;
/** As many partitions as a recorder may work on. */
const SIDE_BY_SIDE = 4;
const TENANT = { tenantId: 't1' };
/** What the requirement allows. */
const LIMIT_MS = 50;

/** Measures on a MongoDB of its own; `--records=100000` makes it smaller. */
export async function history(
  say: Say,
  flags: Readonly<Record<string, string | undefined>> = {},
): Promise<readonly Figure[]> {
  const runs = Number(flags['records'] ?? RUNS);
  if (!Number.isInteger(runs) || runs < 1_000)
    throw new UpshotError('config_invalid', '--records is a whole number of at least 1000');
  return withStores(say, ['mongo'], async ({ mongo: url }) => {
    const mongo = await connectMongo({ url, appName: 'bench' });
    try {
      return await measureHistory(mongo.db, runs, say);
    } finally {
      await mongo.close();
    }
  });
}

/** Fills the history of a database and asks it every kind of question in turn. */
export async function measureHistory(
  db: Db,
  runs: number,
  say: Say,
  turns: number = TURNS,
): Promise<readonly Figure[]> {
  const stored = await fill(db, runs, say);
  const [search, reader] = [createHistorySearch(db), createHistoryReader(db)];
  const drawn = { random: seeded(7), runs };
  const taken = new Map(Object.keys(QUESTIONS).map((name) => [name, new Array<number>()]));
  const byId: number[] = [];
  for (let turn = -5; turn < turns; turn += 1) {
    for (const [name, draw] of Object.entries(QUESTIONS)) {
      const ms = await timed(() => asked(search, draw(drawn)));
      const found = await timed(() => lookUp(reader, Math.floor(drawn.random() * runs)));
      // The first turns warm the caches, as the days before would have.
      if (turn < 0) continue;
      taken.get(name)?.push(ms);
      byId.push(found);
    }
  }
  return figures(taken, byId, runs, stored, say);
}

async function fill(db: Db, runs: number, say: Say): Promise<number> {
  await ensureIndexes(db, historyIndexes);
  const store = createHistoryStore(db);
  const beganAt = performance.now();
  for (let from = 0; from < runs; from += BULK * SIDE_BY_SIDE) {
    const bulks = Array.from({ length: SIDE_BY_SIDE }, (_, place) => changesFrom(from + place * BULK, runs));
    await Promise.all(bulks.map((changes) => store.store(changes)));
    const stored = from + BULK * SIDE_BY_SIDE;
    if (stored % 50_000 === 0) say(`${stored} of ${runs} runs are stored`);
  }
  const seconds = (performance.now() - beganAt) / 1_000;
  const { size, totalIndexSize } = await db.command({ collStats: 'run_history', scale: 1_048_576 });
  say(`${runs} runs in ${seconds.toFixed(0)} s; ${String(size)} MB, indexes ${String(totalIndexSize)} MB`);
  return runs / seconds;
}

/** New runs, `BULK` of them where there are as many. */
const changesFrom = (from: number, runs: number) =>
  Array.from({ length: Math.max(0, Math.min(BULK, runs - from)) }, (_, index) => ({
    before: null,
    after: randomHistory(from + index, HISTORY),
  }));

async function asked(search: HistorySearch, question: Omit<SearchRuns, 'limit'>): Promise<void> {
  const { runs } = await search.search(TENANT, { ...question, limit: PAGE });
  if (runs.length > PAGE) throw new UpshotError('internal', 'a page is too long');
}

/** Throws where a run that was stored is not there. */
async function lookUp(reader: HistoryReader, index: number): Promise<void> {
  const run = await reader.findRun(TENANT, randomHistory(index, HISTORY).runId);
  if (run === null) throw new UpshotError('internal', 'a stored run is not found');
}

async function timed(work: () => Promise<void>): Promise<number> {
  const beganAt = performance.now();
  await work();
  return performance.now() - beganAt;
}

function figures(
  taken: ReadonlyMap<string, readonly number[]>,
  byId: readonly number[],
  runs: number,
  storedPerSecond: number,
  say: Say,
): readonly Figure[] {
  for (const [name, samples] of taken) say(`${name}: ${describe(samples)}`);
  say(`by id: ${describe(byId)}`);
  const all = [...taken.values()].flat();
  const worst = Math.max(...[...taken.values()].map((samples) => percentile(samples, 0.95)));
  const plain = percentile(byId, 0.95);
  const versus = `${plain.toFixed(2)} ms, the p95 of a look-up by id, ${runs.toLocaleString('en')} runs`;
  const figure = (name: string, value: number) => ({
    name,
    value,
    unit: 'ms',
    versus,
    ratio: value / plain,
  });
  return [
    figure('history.query.p50', percentile(all, 0.5)),
    figure('history.query.p95', percentile(all, 0.95)),
    {
      name: 'history.query.worst.p95',
      value: worst,
      unit: 'ms',
      versus: `${LIMIT_MS} ms allowed, the slowest kind of question`,
      ratio: worst / LIMIT_MS,
    },
    {
      name: 'history.stored',
      value: storedPerSecond,
      unit: 'runs/s',
      versus: '1,000 runs/s that are to finish',
      ratio: storedPerSecond / 1_000,
    },
  ];
}

const describe = (samples: readonly number[]): string =>
  `p50 ${percentile(samples, 0.5).toFixed(1)} ms, p95 ${percentile(samples, 0.95).toFixed(1)} ms`;

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
