/** Shows on MongoDB that lists come from indexes. */
import { randomUUID } from 'node:crypto';
import { connectMongo, ensureIndexes, type MongoConnection } from '@upshot/mongo';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { TASKS, type TaskDocument } from './document.ts';
import { filterOf, sortOf } from './list-tasks.ts';

let mongo: MongoConnection;
beforeAll(async () => {
  const url = new URL(inject('engines').mongo);
  url.pathname = `/t_${randomUUID().replaceAll('-', '')}`;
  mongo = await connectMongo({ url: url.href, appName: 'test' });
  await ensureIndexes(mongo.db, [TASKS]);
});
afterAll(async () => {
  await mongo.db.dropDatabase();
  await mongo.close();
});

describe('lists', () => {
  it('are found by an index that begins with the tenant, and none walks all tasks', async () => {
    const tenantId = randomUUID();
    const statuses = ['open', 'claimed'] as const;
    const inbox = { user: 'ann', groups: ['sales', 'support'] };
    const questions = [
      {},
      { statuses },
      { inbox },
      { assignment: { to: 'user', id: 'ann' }, statuses } as const,
      { claimedBy: 'ann', statuses },
    ];
    const tasks = mongo.db.collection<TaskDocument>(TASKS.collection);
    for (const question of questions)
      for (const order of ['created', 'due'] as const)
        for (const after of [null, { at: 5, taskId: randomUUID() }]) {
          const asked = { ...question, order, after, limit: 25 };
          const found = tasks.find(filterOf({ tenantId }, asked)).sort(sortOf(asked)).limit(26);
          const plan = JSON.stringify((await found.explain('queryPlanner'))['queryPlanner'].winningPlan);
          expect(plan, JSON.stringify(asked)).not.toContain('COLLSCAN');
        }
    const unsent = tasks.find({ unsent: true, 'answer.atMs': { $lt: 5 } }).limit(200);
    expect(JSON.stringify(await unsent.explain('queryPlanner'))).not.toContain('COLLSCAN');
  });
});
