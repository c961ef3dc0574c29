/** The figures of dates: 10,000 waiting ones planned for a definition that appears, moved by one statement, and fired once each. */
import { UpshotError } from '@upshot/errors';
import { connectMongo } from '@upshot/mongo';
import type { Db, Document, Filter } from 'mongodb';
import { z } from 'zod';
import type { LocalJson } from '../../deploy/local/home/local-json.ts';
import { withUpshot } from '../../deploy/local/testing/throw-away.ts';
import type { Figure } from '../report.ts';
import { callApi, until, withCrm } from '../spine/client.ts';

const DATES = 10_000;
/** What the requirement allows for the move. */
const LIMIT_S = 5;

type Say = (line: string) => void;

/** Measures on a set-up of its own in a home of its own, which is thrown away. */
export async function dates(say: Say): Promise<readonly Figure[]> {
  return withUpshot(say, async (local) => {
    const mongo = await connectMongo({ url: local.mongo, appName: 'bench' });
    try {
      return await measure(local, mongo.db, say);
    } finally {
      await mongo.close();
    }
  });
}

async function measure(local: LocalJson, db: Db, say: Say): Promise<readonly Figure[]> {
  await insertTasks(local);
  await until(async () => (await db.collection('mirror').countDocuments(OURS)) === DATES, 100);
  const planned = await measured(say, 'planned for a definition that appears', async () => {
    const definitionId = await createOverdue(local);
    await reached(db, { 'date.definitionId': definitionId, state: 'pending' });
    return definitionId;
  });
  const timers = { 'date.definitionId': planned.result };
  const at = new Date(Date.now() + 30 * 86_400_000);
  const moved = await measured(say, 'moved by one statement', async () => {
    await moveAll(local, at);
    await reached(db, { ...timers, state: 'pending', dueAtMs: at.getTime() });
  });
  const fired = await measured(say, 'fired, and their runs finished', async () => {
    await moveAll(local, new Date(Date.now() + 1_000));
    await reached(db, { ...timers, state: 'fired' });
    await until(async () => (await runsOf(local, planned.result)) >= DATES, 250);
  });
  await checkOnce(local, db, timers, planned.result);
  return [
    { name: `dates.planned.${DATES}`, ...planned.figure },
    { name: `dates.moved.${DATES}`, ...moved.figure },
    { name: `dates.fired.${DATES}`, ...fired.figure },
  ];
}

const OURS = { module: 'tasks', 'values.type': 'bench' };

const insertTasks = (local: LocalJson): Promise<unknown> =>
  withCrm(local, (client) =>
    client.query(
      `insert into tasks (title, type, due_at)
       select 'Bench', 'bench', now() + interval '10 days' from generate_series(1, ${DATES})`,
    ),
  );

const moveAll = (local: LocalJson, at: Date): Promise<unknown> =>
  withCrm(local, (client) => client.query(`update tasks set due_at = $1 where type = 'bench'`, [at]));

async function createOverdue(local: LocalJson): Promise<string> {
  const created = await callApi(local, 'POST', '/workflows', {
    name: 'Bench overdue',
    triggerModule: 'tasks',
    triggerType: 'task_overdue',
    triggerFilters: { logic: 'AND', conditions: [{ field: 'type', operator: 'equals', value: 'bench' }] },
    actions: [],
  });
  return z.looseObject({ id: z.string() }).parse(created).id;
}

const reached = (db: Db, filter: Filter<Document>): Promise<void> =>
  until(async () => (await db.collection('timers').countDocuments(filter)) === DATES, 50);

async function runsOf(local: LocalJson, workflowId: string): Promise<number> {
  const page = await callApi(local, 'GET', `/workflows/${workflowId}/runs?limit=1`);
  return z.looseObject({ total: z.number() }).parse(page).total;
}

async function measured<T>(say: Say, what: string, work: () => Promise<T>) {
  const beganAt = performance.now();
  const result = await work();
  const value = (performance.now() - beganAt) / 1_000;
  say(`${DATES} dates ${what} in ${value.toFixed(1)} s`);
  return {
    result,
    figure: { value, unit: 's', versus: `${LIMIT_S} s allowed for a move`, ratio: value / LIMIT_S },
  };
}

/** One occurrence of each date has fired, and each has one run. */
async function checkOnce(
  local: LocalJson,
  db: Db,
  timers: Filter<Document>,
  workflowId: string,
): Promise<void> {
  const twice = await db
    .collection('timers')
    .countDocuments({ ...timers, 'date.fired.1': { $exists: true } });
  const runs = await runsOf(local, workflowId);
  if (twice > 0 || runs !== DATES)
    throw new UpshotError('internal', `${twice} dates fired twice, ${runs} runs of ${DATES} dates`);
}
