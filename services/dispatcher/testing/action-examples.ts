/** One example of every action, and what the other side has of it when it is done. */
import type { Bench } from './bench.ts';
import type { ActionExample } from './action-suite.ts';

const row = (bench: Bench, leadId: string) => bench.crm.row('leads', leadId);
const keys = async ({ http }: Bench) => [
  ...new Set(http.taken.map(({ headers, body }) => JSON.stringify([headers['webhook-id'], body]))),
];
const mails = async ({ smtp }: Bench) => smtp.taken.map(({ raw }) => raw);
const inbox = ({ db }: Bench) => db.collection('notifications').find().toArray();
const tasks = async ({ crm }: Bench, leadId: string) =>
  (await crm.client.query('SELECT * FROM tasks WHERE lead_id = $1', [leadId])).rows;

/** A user that stands in no table: whoever assigns does not look. */
export const USER = '4b1ff2a6-6f0a-4f39-9d4f-8b4f1f6c0a01';

export const ACTION_EXAMPLES: readonly ActionExample[] = [
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
    config: () => ({ pool: [`{{trigger.not_there}}${USER}`] }),
    leftBehind: row,
  },
];
