/** What is no row of the CRM starts runs: a form that is sent, a mail that is not answered in time, one that is. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createHook, equals, event, tell } from './support/native.ts';
import { until } from './support/until.ts';
import { sql } from './support/upshot.ts';
import { openWebhookEnd, type WebhookEnd } from './support/webhook-end.ts';

let end: WebhookEnd;
beforeAll(async () => {
  end = await openWebhookEnd(inject('upshot').hooks);
});
afterAll(async () => {
  await end.close();
});

/** What came of which definition, in order. */
const bodies = (name: string) =>
  end.deliveries.flatMap(({ body }) =>
    typeof body === 'object' && body !== null && 'of' in body && body.of === name ? [body] : [],
  );
const delivered = (name: string, count = 1) =>
  until(`${count} delivery of ${name}`, () =>
    Promise.resolve(bodies(name).length >= count ? bodies(name) : undefined),
  );

describe('a form that is sent', () => {
  const form = randomUUID();
  const answers = (email: string) => ({ email, answers: { why: 'curious' }, consent: true });
  beforeAll(async () => {
    const trigger = {
      module: 'forms',
      kind: 'activity',
      activity: { type: 'form_sent' },
      criteria: equals('id', form),
    };
    await createHook('form', trigger, end.url, {
      of: 'form',
      email: '{{trigger.email}}',
      form: '{{trigger.id}}',
    });
  });
  it('starts a run with what it says, and coming again starts none', async () => {
    const first = event('form_sent', `forms/${form}`, answers('ada@example.com'));
    await tell(first);
    expect(await delivered('form')).toEqual([{ of: 'form', email: 'ada@example.com', form }]);
    await tell(first, first);
    await tell(event('form_sent', `forms/${form}`, answers('bob@example.com')));
    await delivered('form', 2);
    expect(bodies('form').map((body) => 'email' in body && body.email)).toEqual([
      'ada@example.com',
      'bob@example.com',
    ]);
  });
});

describe('a mail', () => {
  const [answered, unanswered, early] = [randomUUID(), randomUUID(), randomUUID()];
  const awaited = (fires: string) => ({
    type: 'mail_replied',
    within: { amount: 4, unit: 'seconds' },
    fires,
    correlation: null,
  });
  const trigger = (fires: string) => ({
    module: 'emails',
    kind: 'activity_missing',
    activity: { type: 'mail_sent', awaited: awaited(fires) },
    criteria: { kind: 'any', of: [answered, unanswered, early].map((id) => equals('id', id)) },
  });
  const body = (of: string) => ({ of, subject: '{{trigger.subject}}', id: '{{trigger.id}}' });
  beforeAll(async () => {
    for (const id of [answered, unanswered, early])
      await sql(`insert into emails (id, subject) values ($1, $2)`, [id, `Offer ${id}`]);
    await createHook('missing', trigger('missing'), end.url, body('missing'));
    await createHook('in time', trigger('in_time'), end.url, body('in time'));
    const reply = event('mail_replied', `emails/${early}`, {});
    const at = Date.now();
    const time = (ms: number) => ({ time: new Date(ms).toISOString() });
    await tell({ ...reply, ...time(at + 1_000) });
    await tell(event('mail_sent', `emails/${early}`, {}, time(at)));
    await tell(event('mail_sent', `emails/${answered}`, {}), event('mail_replied', `emails/${answered}`, {}));
    await tell(event('mail_sent', `emails/${unanswered}`, {}));
  });
  it('that nobody answers in time starts the run, of its record', async () => {
    expect(await delivered('missing')).toEqual([
      { of: 'missing', subject: `Offer ${unanswered}`, id: unanswered },
    ]);
  });
  it('that is answered starts the other one, in whatever order the two are told', async () => {
    const found = await delivered('in time', 2);
    expect(new Set(found.map((each) => 'id' in each && each.id))).toEqual(new Set([answered, early]));
    expect(bodies('missing')).toHaveLength(1);
  });
});
