/** What each action's config accepts, refuses, and fills in. */
import { ACTION_CHANNELS } from '@upshot/definitions';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ACTION_CONFIGS } from './index.ts';

type Name = keyof typeof ACTION_CONFIGS;

const issuesOf = (action: Name, config: unknown): readonly string[] => {
  const result = ACTION_CONFIGS[action].schema.safeParse(config);
  return result.success ? [] : result.error.issues.map((issue) => issue.path.join('.'));
};

const MINIMAL: Readonly<Record<Name, unknown>> = {
  webhook: { url: 'https://example.com/hook' },
  send_email: {},
  send_notification: {},
  update_field: { fieldKey: 'stage', value: 'won' },
  add_tag: { tag: 'vip' },
  create_task: {},
  assign_owner: {},
};

describe.each(Object.keys(ACTION_CHANNELS).filter((name): name is Name => name in MINIMAL))('%s', (name) => {
  it('has a summary and a schema that forms can be drawn from', () => {
    expect(ACTION_CONFIGS[name].summary).toMatch(/^[A-Z].*\.$/);
    expect(z.toJSONSchema(ACTION_CONFIGS[name].schema, { io: 'input' })).toHaveProperty('type', 'object');
  });
  it('accepts the least that its reference asks for', () => {
    expect(issuesOf(name, MINIMAL[name])).toEqual([]);
  });
  it.each([null, [], 'text', 7])('refuses %j', (config) => {
    expect(issuesOf(name, config)).not.toEqual([]);
  });
  it('refuses a key that it does not know', () => {
    expect(issuesOf(name, { ...Object(MINIMAL[name]), surprise: 1 })).toEqual(['']);
  });
});

const GOOD: readonly (readonly [Name, unknown])[] = [
  ['webhook', { url: 'http://example.com', bodyJson: '{"a": {{trigger.amount}}}' }],
  ['webhook', { url: 'http://example.com', bodyJson: '', bodyType: 'raw', body: 'text' }],
  ['webhook', { url: '{{trigger.website}}' }],
  ['webhook', { url: 'https://example.com/{{trigger.id}}?x={{trigger.name}}', method: 'post' }],
  [
    'webhook',
    {
      url: 'http://example.com',
      headers: { Authorization: 'Bearer x' },
      bodyJson: { a: [1, '{{trigger.b}}'] },
    },
  ],
  ['webhook', { url: 'http://example.com', headers: [{ key: '', value: '', enabled: true }], params: [] }],
  [
    'webhook',
    { url: 'http://example.com', bodyType: 'raw', bodyRaw: 'x', timeoutSeconds: 30, verifySsl: true },
  ],
  ['webhook', { url: 'http://example.com', bodyType: 'form-data', formData: [{ key: 'a', value: 'b' }] }],
  ['send_email', { to: 'custom', toEmail: 'a@example.com, {{trigger.email}}', subject: 'Hi', body: '<p>' }],
  ['send_email', { to: 'specific', toEmail: 'a@example.com', subject: 'Hi', body: 'x' }],
  [
    'send_email',
    { to: ['a@example.com'], cc: 'b@example.com', bcc: ['c@example.com'], html: 'x', text: 'y' },
  ],
  ['send_email', { to: 'a@example.com', cc: '' }],
  ['send_notification', { to: 'specific', specificUserId: 'u1', title: 'T', message: 'M' }],
  ['send_notification', { to: ['u1', 2], userIds: ['u3'] }],
  ['update_field', { field: 'custom_fields.tier', value: 5, entity: 'accounts' }],
  ['update_field', { fieldKey: 'isHot', value: null }],
  [
    'create_task',
    { title: 'Call', dueOffsetDays: 2, assignedTo: 'specific', specificUserId: 'u1', tags: 'a,b' },
  ],
  ['assign_owner', { algorithm: 'round_robin', userIds: ['u1', 'u2'] }],
  ['assign_owner', { algorithm: 'weighted', pool: [1, 2], weights: [{ userId: 1, weight: 3 }] }],
  ['assign_owner', { algorithm: 'load_based', pool: [] }],
];

const BAD: readonly (readonly [Name, unknown, string])[] = [
  ['webhook', {}, 'url'],
  ['webhook', { url: 'ftp://example.com' }, 'url'],
  ['webhook', { url: 'https://user:secret@example.com' }, 'url'],
  ['webhook', { url: 'not a url' }, 'url'],
  ['webhook', { url: 'http://example.com', method: 'TRACE' }, 'method'],
  ['webhook', { url: 'http://example.com', verifySsl: false }, 'verifySsl'],
  ['webhook', { url: 'http://example.com', timeoutSeconds: 31 }, 'timeoutSeconds'],
  ['webhook', { url: 'http://example.com', timeoutSeconds: '5' }, 'timeoutSeconds'],
  ['webhook', { url: 'http://example.com', bodyType: 'xml' }, 'bodyType'],
  ['webhook', { url: 'http://example.com', bodyJson: '{"a": ' }, 'bodyJson'],
  ['webhook', { url: 'http://example.com', body: 'text' }, 'body'],
  ['webhook', { url: 'http://example.com', headers: { Host: 'evil' } }, 'headers'],
  ['webhook', { url: 'http://example.com', headers: { 'webhook-id': 'x' } }, 'headers'],
  ['webhook', { url: 'http://example.com', headers: { 'x y': 'x' } }, 'headers'],
  ['webhook', { url: 'http://example.com', headers: { x: 'a\r\nEvil: 1' } }, 'headers'],
  ['send_email', { to: 'custom' }, 'toEmail'],
  ['send_email', { to: 'specific' }, 'toEmail'],
  ['send_email', { to: 'nobody' }, 'to'],
  ['send_email', { to: 'a@example.com\r\nBcc: b@example.com' }, 'to'],
  ['send_email', { cc: 'Ann <a@example.com>' }, 'cc'],
  ['send_email', { subject: 7 }, 'subject'],
  ['send_notification', { to: {} }, 'to'],
  ['update_field', { value: 1 }, 'fieldKey'],
  ['update_field', { fieldKey: 'a' }, 'value'],
  ['add_tag', { tag: '' }, 'tag'],
  ['add_tag', { tag: 7 }, 'tag'],
  ['create_task', { assignedTo: 'specific' }, 'specificUserId'],
  ['create_task', { assignedTo: 'trigger_user' }, 'assignedTo'],
  ['create_task', { dueOffsetDays: 'soon' }, 'dueOffsetDays'],
  ['assign_owner', { algorithm: 'territory' }, 'algorithm'],
  ['assign_owner', { userIds: 'u1' }, 'userIds'],
];

describe('configs as real clients send them', () => {
  it.each(GOOD)('%s accepts %j', (name, config) => {
    expect(issuesOf(name, config)).toEqual([]);
  });
  it.each(BAD)('%s refuses %j and names the place', (name, config, place) => {
    expect(issuesOf(name, config)).toContain(place);
  });
});

describe('defaults', () => {
  it('are the reference’s', () => {
    expect(ACTION_CONFIGS.webhook.schema.parse({ url: 'http://example.com' })).toMatchObject({
      method: 'POST',
      bodyType: 'json',
      timeoutSeconds: 30,
      verifySsl: true,
    });
    expect(ACTION_CONFIGS.create_task.schema.parse({})).toEqual({ title: 'Follow up', assignedTo: 'owner' });
    expect(ACTION_CONFIGS.send_notification.schema.parse({})).toMatchObject({
      title: 'Workflow Alert',
    });
    expect(ACTION_CONFIGS.send_email.schema.parse({})).toMatchObject({ to: 'record_email' });
    expect(ACTION_CONFIGS.assign_owner.schema.parse({})).toEqual({ algorithm: 'round_robin' });
  });
});
