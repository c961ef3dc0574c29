/** Every action through the shared suite, each with one example. */
import { ACTION_CHANNELS } from '@upshot/definitions';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { actionSuite, type ActionExample } from './testing/action-suite.ts';
import { openBench, type Bench } from './testing/bench.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await openBench(inject('engines'));
});
afterAll(() => bench.close());

const row = (bench: Bench, leadId: string) => bench.crm.row('leads', leadId);
const keys = async ({ http }: Bench) => [
  ...new Set(http.taken.map(({ headers, body }) => JSON.stringify([headers['webhook-id'], body]))),
];
const mails = async ({ smtp }: Bench) => smtp.taken.map(({ raw }) => raw);
const inbox = ({ db }: Bench) => db.collection('notifications').find().toArray();
const tasks = async ({ crm }: Bench, leadId: string) =>
  (await crm.client.query('SELECT * FROM tasks WHERE lead_id = $1', [leadId])).rows;

const EXAMPLES: readonly ActionExample[] = [
  {
    name: 'webhook',
    config: ({ http }) => ({ url: http.url, bodyJson: { a: '{{trigger.not_there}}' } }),
    leftBehind: keys,
  },
  {
    name: 'send_email',
    config: () => ({ subject: 'Hi {{trigger.not_there}}', body: 'x' }),
    leftBehind: mails,
  },
  { name: 'send_notification', config: () => ({ message: '{{trigger.not_there}}' }), leftBehind: inbox },
  {
    name: 'update_field',
    config: () => ({ fieldKey: 'company', value: 'x{{trigger.not_there}}' }),
    leftBehind: row,
  },
  { name: 'add_tag', config: () => ({ tag: 'x{{trigger.not_there}}' }), leftBehind: row },
  { name: 'create_task', config: () => ({ title: 'x{{trigger.not_there}}' }), leftBehind: tasks },
  {
    name: 'assign_owner',
    config: () => ({ pool: ['{{trigger.not_there}}4b1ff2a6-6f0a-4f39-9d4f-8b4f1f6c0a01'] }),
    leftBehind: row,
  },
];

describe('the examples', () => {
  it('leave no action out', () => {
    expect(EXAMPLES.map(({ name }) => name).sort()).toEqual(Object.keys(ACTION_CHANNELS).sort());
  });
});

for (const example of EXAMPLES) actionSuite(example, () => bench);
