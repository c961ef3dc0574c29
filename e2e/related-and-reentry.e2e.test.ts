/** Conditions on a related record, and how often a record enters a definition, from SQL to the run's webhook. */
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

const NEW_LEAD = `insert into leads (id, first_name, last_name, stage, account_id) values ($1, 'Rita', 'Related', 'new', $2)`;

/** The bodies of what was told about a mark, in the order in which they came. */
const told = (mark: string): readonly unknown[] =>
  end.deliveries.map(({ body }) => body).filter((body) => JSON.stringify(body).includes(mark));

const tellingOf = (mark: string, count: number) =>
  until(`${count} of ${mark}`, () => Promise.resolve(told(mark).length >= count ? true : undefined));

async function account(industry: string): Promise<string> {
  const id = randomUUID();
  await sql('insert into accounts (id, name, industry) values ($1, $2, $3)', [id, `Account ${id}`, industry]);
  return id;
}

describe('a condition on a related record', () => {
  it('is asked of the record that the lookup leads to, and a missing one starts nothing', async () => {
    const mark = randomUUID();
    const criteria = { ...equals('industry', mark), related: 'account' };
    const body = { mark, lead: '{{trigger.id}}' };
    await createHook('Related', { module: 'leads', kind: 'created', criteria }, end.url, body);
    const [inside, outside] = [await account(mark), await account('elsewhere')];
    const [met, other, alone, last] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    await sql(NEW_LEAD, [other, outside]);
    await sql(NEW_LEAD, [alone, null]);
    await sql(NEW_LEAD, [met, inside]);
    await sql(NEW_LEAD, [last, inside]);
    await tellingOf(mark, 2);
    expect(told(mark)).toHaveLength(2);
    expect(JSON.stringify(told(mark))).toContain(met);
    expect(JSON.stringify(told(mark))).toContain(last);
  });
});

describe('re-entry', () => {
  const POLICIES: readonly (readonly [string, Json | undefined, number])[] = [
    ['every time', undefined, 4],
    ['once per record', { policy: 'once_per_record' }, 2],
    ['a long cool-down', { policy: 'cool_down', coolDownMs: 3_600_000 }, 2],
  ];
  it.each(POLICIES)('%s', async (_, reentry, count) => {
    const [mark, id, other] = [randomUUID(), randomUUID(), randomUUID()];
    const criteria = equals('source', mark);
    const trigger = { module: 'leads', kind: 'updated', criteria, ...(reentry && { reentry }) };
    await createHook('Again', trigger, end.url, { mark, city: '{{trigger.city}}' });
    for (const each of [id, other]) {
      await sql(NEW_LEAD, [each, null]);
      await sql('update leads set source = $2, city = $3 where id = $1', [each, mark, 'one']);
      await sql('update leads set city = $2 where id = $1', [each, 'two']);
    }
    await tellingOf(mark, count);
    const marker = randomUUID();
    await createHook(
      'After',
      { module: 'leads', kind: 'created', criteria: equals('city', marker) },
      end.url,
      {
        marker,
      },
    );
    await sql(`insert into leads (first_name, last_name, city) values ('A', 'Fter', $1)`, [marker]);
    await tellingOf(marker, 1);
    expect(told(mark)).toHaveLength(count);
  });
});
