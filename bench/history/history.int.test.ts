/** Shows that the benchmark of the history measures what it says, at a small size. */
import { randomUUID } from 'node:crypto';
import { connectMongo } from '@upshot/mongo';
import { expect, inject, it } from 'vitest';
import { measureHistory } from './index.ts';

it('gives a figure for each thing that it measures', async () => {
  const mongo = await connectMongo({ url: inject('engines').mongo, appName: 'bench-test' });
  const db = mongo.client.db(`bench_history_${randomUUID().slice(0, 8)}`);
  const said: string[] = [];
  const figures = await measureHistory(db, 2_000, (line) => void said.push(line), 2);
  expect(await db.collection('run_history').countDocuments()).toBe(2_000);
  await db.dropDatabase();
  await mongo.close();
  expect(figures.map(({ name }) => name)).toEqual([
    'history.query.p50',
    'history.query.p95',
    'history.query.worst.p95',
    'history.stored',
  ]);
  expect(figures.every(({ value, ratio }) => value > 0 && ratio > 0)).toBe(true);
  expect(said.some((line) => line.startsWith('textOfDefinition: p50'))).toBe(true);
});
