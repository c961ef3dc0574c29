/** Holds the demo CRM's source mapping to the reference: every trigger that a change can pull can be derived from it. */
import { readFileSync } from 'node:fs';
import { loadMapping } from '@upshot/mapping';
import { describe, expect, it } from 'vitest';
import { testContext } from '../testing/dialect-suite.ts';
import { workflowsApi } from './index.ts';
import { TRIGGERS } from './triggers.ts';

const file = new URL('../../../deploy/crm/source-mapping.yaml', import.meta.url);
const loaded = loadMapping(readFileSync(file, 'utf8'), 'source-mapping.yaml');
const demo = loaded.ok ? loaded.value : testContext().modules;

const ACTIONS = [
  { actionType: 'assign_owner', config: { algorithm: 'round_robin', userIds: ['uuid1', 'uuid2'] } },
  { actionType: 'assign_owner', config: { pool: ['uuid1'] } },
  {
    actionType: 'create_task',
    config: { title: 'Call {{trigger.name}}', dueOffsetDays: 2, assignedTo: 'owner', tags: 'a, b' },
  },
  { actionType: 'add_tag', config: { tag: 'hot' } },
  { actionType: 'send_notification', config: { to: 'owner', title: 'T', message: '{{trigger.id}}' } },
  { actionType: 'send_email', config: { to: 'owner_email', subject: 'S', body: '<p>{{trigger.name}}</p>' } },
  { actionType: 'send_email', config: { to: 'specific', toEmail: 'a@example.com', subject: 'S', body: 'B' } },
  {
    actionType: 'webhook',
    config: {
      method: 'POST',
      url: 'https://example.com',
      params: [],
      headers: [{ key: 'Content-Type', value: 'application/json', enabled: true }],
      bodyType: 'json',
      bodyJson: '{"id":"{{trigger.id}}"}',
      verifySsl: true,
      timeoutSeconds: 30,
    },
  },
  { actionType: 'wait', config: { hours: 0, minutes: 5 } },
];

describe('the demo CRM', () => {
  it.each([...TRIGGERS])('pulls %s, and can carry out what real clients send', (name, { module }) => {
    const body = { name: 'n', triggerModule: module, triggerType: name, actions: ACTIONS };
    const parsed = workflowsApi.parse(body, { ...testContext(), modules: demo });
    expect(parsed.ok ? [] : parsed.error).toEqual([]);
  });
});
