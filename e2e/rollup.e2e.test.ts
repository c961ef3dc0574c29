/** A rollup field: a column of one record that the database works out from others. It is a column like any other. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createHook, equals } from './support/native.ts';
import { until } from './support/until.ts';
import { sql } from './support/upshot.ts';
import { openWebhookEnd, type WebhookEnd } from './support/webhook-end.ts';

const account = randomUUID();
const name = `rollup_${randomUUID().slice(0, 8)}`;
let end: WebhookEnd;

/** What the account's deals come to, kept up to date by the database itself. */
const ROLLUP = `create function ${name}() returns trigger language plpgsql as $body$ begin
  update accounts set annual_revenue = (select coalesce(sum(amount), 0) from opportunities where account_id = '${account}')
    where id = '${account}';
  return null;
end $body$`;
const ATTACH = `create trigger ${name} after insert or update or delete on opportunities for each statement execute function ${name}()`;

beforeAll(async () => {
  end = await openWebhookEnd(inject('upshot').hooks);
  await sql(`insert into accounts (id, name, annual_revenue) values ($1, 'Roll Up', 0)`, [account]);
  await sql(ROLLUP, []);
  await sql(ATTACH, []);
});
afterAll(async () => {
  await sql(`drop trigger ${name} on opportunities`, []);
  await sql(`drop function ${name}()`, []);
  await end.close();
});

const deal = (id: string, amount: number) =>
  sql(`insert into opportunities (id, name, amount, account_id) values ($1, 'Deal', $2, $3)`, [
    id,
    amount,
    account,
  ]);
const found = () => end.deliveries.map(({ body }) => body);

describe('a rollup field', () => {
  it('starts a run of its own record when another record’s change recalculates it, and only where it moved', async () => {
    const large = { ...equals('annual_revenue', '1000'), operator: 'greater_or_equal' };
    const trigger = {
      module: 'accounts',
      kind: 'fields_changed',
      fields: { match: 'any', names: ['annual_revenue'] },
      criteria: { kind: 'all', of: [equals('id', account), large] },
    };
    await createHook('a rollup', trigger, end.url, {
      id: '{{trigger.id}}',
      sum: '{{trigger.annual_revenue}}',
    });
    const [one, other] = [randomUUID(), randomUUID()];
    await deal(one, 400);
    await deal(other, 600);
    await sql(`update opportunities set name = 'Renamed' where id = $1`, [other]);
    await sql(`update opportunities set amount = 1500 where id = $1`, [other]);
    await sql(`delete from opportunities where id = $1`, [one]);
    await until('the last run', () => Promise.resolve(found().length >= 3 ? true : undefined));
    expect(found()).toHaveLength(3);
    for (const sum of ['1000.00', '1900.00', '1500.00']) expect(found()).toContainEqual({ id: account, sum });
  });
});
