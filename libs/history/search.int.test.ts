/** Shows on MongoDB that a search finds what a plain look at every run finds, page by page, by an index, within bounds. */
import { randomUUID } from 'node:crypto';
import { connectMongo, ensureIndexes, type MongoConnection } from '@upshot/mongo';
import * as fc from 'fast-check';
import type { Db } from 'mongodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  createHistorySearch,
  historyIndexes,
  RUN_HISTORY,
  toDocument,
  type HistoryDocument,
  type HistorySearch,
  type RunHistory,
  type SearchRuns,
} from './index.ts';
import { randomHistory } from './testing/histories.ts';
import { channelOf, wordsOf } from './terms.ts';

let mongo: MongoConnection;
let db: Db;
let search: HistorySearch;
const tenant = { tenantId: 't1' };
const histories = Array.from({ length: 600 }, (_, index) =>
  randomHistory(index, { tenantId: index % 7 === 0 ? 't2' : 't1', definitions: 4, records: 40 }),
);
const mine = histories
  .filter(({ tenantId }) => tenantId === 't1')
  .toSorted((a, b) => b.startedAtMs - a.startedAtMs || (a.runId < b.runId ? 1 : -1));

beforeAll(async () => {
  mongo = await connectMongo({ url: inject('engines').mongo, appName: 'search-test' });
  db = mongo.client.db(`search_${randomUUID().slice(0, 8)}`);
  await ensureIndexes(db, historyIndexes);
  await db
    .collection<HistoryDocument>(RUN_HISTORY)
    .insertMany(histories.map((history) => toDocument(history, 'test')));
  search = createHistorySearch(db);
});
afterAll(async () => {
  await db.dropDatabase();
  await mongo.close();
});

/** Every page behind each other. */
async function all(searcher: HistorySearch, question: Omit<SearchRuns, 'after'>): Promise<string[]> {
  const ids: string[] = [];
  let after: SearchRuns['after'] = null;
  do {
    const { runs, next } = await searcher.search(tenant, { ...question, after });
    ids.push(...runs.map(({ runId }) => runId));
    expect(runs.length).toBeLessThanOrEqual(question.limit);
    after = next;
  } while (after !== null);
  return ids;
}

/** The simplest thing that could be right. */
function matches(run: RunHistory, question: SearchRuns): boolean {
  const { definitionId, module, recordId, statuses, errorCode, action, channel, text } = question;
  const { sandbox, fromMs, toMs } = question;
  const actions = run.steps.filter(({ nodeKind }) => nodeKind === 'action').map((step) => step.action);
  const told = [run.definitionName, run.error, ...run.steps.map(({ error }) => error?.message)];
  const words = new Set([run.recordId.toLowerCase(), ...told.flatMap((each) => wordsOf(each ?? ''))]);
  return [
    definitionId === undefined || run.definitionId === definitionId,
    recordId === undefined || run.recordId === recordId,
    module === undefined || run.module === module,
    statuses === undefined || statuses.length === 0 || statuses.includes(run.status),
    errorCode === undefined || run.steps.some(({ error }) => error?.code === errorCode),
    action === undefined || actions.includes(action),
    channel === undefined || actions.some((each) => channelOf(each) === channel),
    text === undefined || wordsOf(text).every((word) => words.has(word)),
    sandbox === undefined || run.sandbox === sandbox,
    fromMs === undefined || run.startedAtMs >= fromMs,
    toMs === undefined || run.startedAtMs < toMs,
  ].every(Boolean);
}

const oneOf = <T>(pick: (run: RunHistory) => T) => fc.constantFrom(...new Set(mine.map(pick)));
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 1 });
const questions = fc.record({
  definitionId: maybe(oneOf(({ definitionId }) => definitionId)),
  recordId: fc.option(
    oneOf(({ recordId }) => recordId),
    { nil: undefined, freq: 5 },
  ),
  module: maybe(oneOf(({ module }) => module)),
  statuses: maybe(
    fc.uniqueArray(
      oneOf(({ status }) => status),
      { maxLength: 2 },
    ),
  ),
  errorCode: fc.option(fc.constantFrom('http_failed', 'mail_refused'), { nil: undefined, freq: 4 }),
  action: maybe(fc.constantFrom('webhook', 'send_email', 'add_tag')),
  channel: maybe(fc.constantFrom('webhook', 'email', 'crm')),
  text: fc.option(fc.constantFrom('answer', 'Mailbox full', 'flow 2', 'REC-7', 'nowhere'), {
    nil: undefined,
    freq: 4,
  }),
  sandbox: fc.option(fc.boolean(), { nil: undefined, freq: 5 }),
  fromMs: maybe(oneOf(({ startedAtMs }) => startedAtMs)),
  toMs: maybe(oneOf(({ startedAtMs }) => startedAtMs)),
  limit: fc.integer({ min: 1, max: 60 }),
});

describe('a search', () => {
  it('finds what a look at every run finds, in its order, whatever is asked for', async () => {
    await fc.assert(
      fc.asyncProperty(questions, async (question) => {
        const expected = mine.filter((run) => matches(run, question)).map(({ runId }) => runId);
        expect(await all(search, question)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
  it('finds the same where a page looks at seven runs only', async () => {
    const narrow = createHistorySearch(db, 7);
    for (const question of [
      { definitionId: 'def-1', statuses: ['failed'], action: 'webhook', limit: 5 },
      { statuses: ['failed', 'skipped'], limit: 3 },
      { text: 'mailbox full', channel: 'email', limit: 50 },
    ] as const) {
      const expected = mine.filter((run) => matches(run, question)).map(({ runId }) => runId);
      expect(await all(narrow, question)).toEqual(expected);
    }
  });
  it('keeps its place while runs come', async () => {
    const first = await search.search(tenant, { limit: 10 });
    const later = { ...randomHistory(9_999, { tenantId: 't1' }), startedAtMs: Date.parse('2031-01-01') };
    await db.collection<HistoryDocument>(RUN_HISTORY).insertOne(toDocument(later, 'test'));
    const second = await search.search(tenant, { limit: 10, after: first.next });
    await db.collection<HistoryDocument>(RUN_HISTORY).deleteOne({ _id: later.runId });
    expect([...first.runs, ...second.runs].map(({ runId }) => runId)).toEqual(
      mine.slice(0, 20).map(({ runId }) => runId),
    );
  });
  it('shows runs without their steps, and never another tenant’s', async () => {
    const { runs } = await search.search({ tenantId: 't2' }, { limit: 200 });
    expect(runs.length).toBe(histories.length - mine.length);
    expect(runs.every((run) => run.tenantId === 't2' && !('steps' in run))).toBe(true);
  });
  it('takes an operator in the place of a value for a value', async () => {
    const { runs } = await search.search(tenant, { definitionId: '{"$ne":null}', limit: 5 });
    expect(runs).toEqual([]);
  });
});
