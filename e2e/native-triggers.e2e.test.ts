/** Kinds that only the native API names, from SQL to the run's webhook. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createHook, equals } from './support/native.ts';
import { until } from './support/until.ts';
import { sql, type Json } from './support/upshot.ts';
import { openWebhookEnd, type WebhookEnd } from './support/webhook-end.ts';

let end: WebhookEnd;
beforeAll(async () => {
  end = await openWebhookEnd(inject('upshot').hooks);
});
afterAll(async () => {
  await end.close();
});

const SCORE = { kind: 'score_changed' };
const INSERT = `insert into leads (id, first_name, last_name, score, stage, source) values ($1, 'Nat', 'Ive', 10, 'new', 'web')`;

/** What the trigger says beside its record, what must start nothing, what must start one run, and how often that comes. */
const KINDS: readonly (readonly [string, Json, readonly string[], readonly string[]])[] = [
  ['saved', { kind: 'saved' }, [], [`update leads set city = 'Bonn' where id = $1`]],
  [
    'deleted',
    { kind: 'deleted' },
    [`update leads set city = 'Bonn' where id = $1`],
    [`delete from leads where id = $1`],
  ],
  [
    'all of some fields',
    { kind: 'fields_changed', fields: { match: 'all', names: ['stage', 'source'] } },
    [`update leads set stage = 'contacted' where id = $1`, `update leads set source = 'fair' where id = $1`],
    [`update leads set stage = 'qualified', source = 'mail' where id = $1`],
  ],
  [
    'any of some fields',
    { kind: 'fields_changed', fields: { match: 'any', names: ['stage', 'source'] } },
    [`update leads set city = 'Bonn' where id = $1`],
    [`update leads set source = 'mail' where id = $1`],
  ],
  [
    'a score that rises',
    { ...SCORE, score: { direction: 'up', columns: null } },
    [`update leads set score = 5 where id = $1`],
    [`update leads set score = 6 where id = $1`],
  ],
  [
    'a score that falls',
    { ...SCORE, score: { direction: 'down', columns: ['score'] } },
    [`update leads set score = 50 where id = $1`],
    [`update leads set score = 49 where id = $1`],
  ],
];

describe.each(KINDS)('%s', (name, trigger, nothing, something) => {
  const id = randomUUID();
  it('starts a run where it happens, and only there', async () => {
    const body = { of: name, id: '{{trigger.id}}', score: '{{trigger.score}}' };
    await createHook(name, { module: 'leads', ...trigger, criteria: equals('id', id) }, end.url, body);
    for (const text of [INSERT, ...nothing, ...something]) await sql(text, [id]);
    const found = () => end.deliveries.filter((each) => JSON.stringify(each.body).includes(id));
    const wanted = name === 'saved' ? 2 : 1;
    await until(`a run of ${name}`, () => Promise.resolve(found().length >= wanted ? true : undefined));
    expect(found().map((each) => each.body)).toEqual(
      Array.from({ length: wanted }, () => expect.objectContaining({ of: name, id })),
    );
  });
});
