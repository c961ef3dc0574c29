/** Shows that the card names everything a newcomer needs. */
import { expect, it } from 'vitest';
import { cardText } from './card.ts';
import type { LocalJson } from './home/local-json.ts';

const local: LocalJson = {
  api: 'http://127.0.0.1:1',
  console: 'http://127.0.0.1:2/',
  apiKeys: { demo: 'upk_demo', readonly: 'upk_readonly', other: 'upk_other' },
  crm: 'postgres://upshot:upshot@127.0.0.1:8/crm',
  kafka: '127.0.0.1:3',
  registry: 'http://127.0.0.1:4/apis/ccompat/v7',
  mongo: 'mongodb://127.0.0.1:6/upshot',
  redis: 'redis://127.0.0.1:7',
  connect: 'http://127.0.0.1:5',
  outbox: 'http://127.0.0.1:2/outbox',
  hooks: 'http://127.77.0.1:9',
  processes: [],
};

it('names the page, the API, a key and the CRM', () => {
  const text = cardText(local, 12.3, true);
  for (const each of [local.console, local.api, local.apiKeys.demo, local.crm]) expect(text).toContain(each);
});

it('has three commands to try', () => {
  const text = cardText(local, 12.3, true);
  expect(text).toContain(`curl -s -X POST ${local.api}/workflows`);
  expect(text).toContain(`psql '${local.crm}'`);
  expect(text).toContain(`curl -s '${local.outbox}?channel=webhook'`);
});

it('plays demo traffic where there is no psql', () => {
  expect(cardText(local, 12.3, false)).toContain('npm run demo');
  expect(cardText(local, 12.3, false)).not.toContain('psql');
});

it('sends a body that is JSON and calls the local catcher', () => {
  const [, body = ''] = /-d '([^']+)'/.exec(cardText(local, 1, true)) ?? [];
  expect(JSON.parse(body)).toMatchObject({
    triggerType: 'opportunity_won',
    actions: [{ actionType: 'webhook', config: { url: 'http://127.77.0.1:9/won' } }],
  });
});
