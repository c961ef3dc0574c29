/** Shows on a real SMTP conversation who gets a mail, and that an unanswered one is never sent again. */
import { randomUUID } from 'node:crypto';
import { UpshotError } from '@upshot/errors';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { createActions } from './channels/actions.ts';
import { createMailer } from './ports/mail.ts';
import { openBench, type Bench } from './testing/bench.ts';

let bench: Bench;
let ownerId = '';

beforeAll(async () => {
  bench = await openBench(inject('engines'));
  ownerId = await bench.crm.insert('users', {
    tenant_id: bench.tenantId,
    name: 'Olga',
    email: 'olga@example.com',
  });
});
afterAll(() => bench.close());
beforeEach(() => {
  bench.smtp.taken.length = 0;
  bench.smtp.moods = ['ok'];
});

const mail = (config: object, record: object = {}) =>
  bench.effectOf({
    channel: 'email',
    action: 'send_email',
    config: JSON.stringify(config),
    record: JSON.stringify({ email: 'ann@example.com', first_name: 'Ann', owner_id: ownerId, ...record }),
  });
const lastMail = async () => {
  const taken = bench.smtp.taken.at(-1);
  return { ...(await PostalMime.parse(taken?.raw ?? '')), envelope: taken };
};

describe('a mail', () => {
  it('goes to the record’s own address, its values escaped in the HTML', async () => {
    const record = { first_name: '<b>Ann</b>' };
    const effect = mail(
      { subject: 'Hi {{trigger.first_name}}', body: '<p>{{trigger.first_name}}</p>' },
      record,
    );
    expect(await bench.resultOf(effect)).toMatchObject({
      outcome: 'succeeded',
      output: { sent: true, to: 'ann@example.com' },
    });
    expect(await lastMail()).toMatchObject({
      envelope: { from: 'upshot@example.com', to: ['ann@example.com'] },
      from: { name: 'Upshot', address: 'upshot@example.com' },
      subject: 'Hi <b>Ann</b>',
      html: expect.stringContaining('<p>&lt;b&gt;Ann&lt;/b&gt;</p>'),
      messageId: `<${effect.effectId}@upshot.example.com>`,
    });
  });
  it.each([
    ['the owner', { to: 'owner_email' }, ['olga@example.com']],
    ['an address', { to: 'custom', toEmail: 'x@example.com' }, ['x@example.com']],
    ['an address in to', { to: 'y@example.com' }, ['y@example.com']],
    ['a list', { to: ['x@example.com', '{{trigger.email}}'] }, ['x@example.com', 'ann@example.com']],
    [
      'a written list',
      { to: 'custom', toEmail: 'x@example.com, y@example.com' },
      ['x@example.com', 'y@example.com'],
    ],
    [
      'copies too',
      { cc: 'c@example.com', bcc: ['b@example.com'] },
      ['ann@example.com', 'c@example.com', 'b@example.com'],
    ],
  ])('goes to %s', async (_name, config, to) => {
    await bench.resultOf(mail({ subject: 's', text: 't', ...config }));
    const sent = await lastMail();
    expect(sent.envelope?.to).toEqual(to);
    expect(sent.envelope?.raw).not.toContain('b@example.com');
  });
  it.each([
    ['the record has no address', {}, { email: null }],
    ['the record has no owner', { to: 'owner_email' }, { owner_id: null }],
    ['the owner is nobody', { to: 'owner_email' }, { owner_id: randomUUID() }],
    ['the template finds none', { to: 'custom', toEmail: '{{trigger.nope}}' }, {}],
  ])('is skipped where %s', async (_name, config, record) => {
    expect(await bench.resultOf(mail(config, record))).toMatchObject({
      outcome: 'skipped',
      output: { skipped: true, reason: 'no email address resolved' },
    });
    expect(bench.smtp.taken).toEqual([]);
  });
  it.each([
    'b@ex.com\r\nBcc: evil@x.com',
    'b@ex.com, evil@x.com',
    'b@ex.com<evil@x.com>',
    'g:a@x.com,b@x.com;',
    '"evil@attacker.com x"@internal.com',
    'а@exаmple.com',
    'a@b.com\0',
  ])('fails rather than go where a record’s address leads: %j', async (email) => {
    const results = [await bench.resultOf(mail({ subject: 's' }, { email }))];
    results.push(await bench.resultOf(mail({ to: 'custom', toEmail: '{{trigger.email}}' }, { email })));
    results.push(await bench.resultOf(mail({ to: 'x@example.com', cc: '{{trigger.email}}' }, { email })));
    expect(results.map(({ outcome, errorCode }) => [outcome, errorCode])).toEqual(
      results.map(() => ['failed', 'mail_refused']),
    );
    expect(bench.smtp.taken).toEqual([]);
  });
  it('lets no value add a header or read a file', async () => {
    const record = { first_name: 'x\r\nBcc: evil@example.com', last_name: { path: '/etc/hostname' } };
    await bench.resultOf(mail({ subject: '{{trigger.first_name}}', body: '{{trigger.last_name}}' }, record));
    const sent = await lastMail();
    expect(sent.subject).toBe('x Bcc: evil@example.com');
    expect(sent.headers.map(({ key }) => key)).not.toContain('bcc');
    expect(sent.html).toContain('/etc/hostname');
  });
});

describe('a server that', () => {
  it('asks to wait gets the same bytes again', async () => {
    bench.smtp.moods = ['busy_after_data', 'busy', 'ok'];
    expect(await bench.resultOf(mail({ subject: 's', html: '<p>h</p>', text: 't' }))).toMatchObject({
      outcome: 'succeeded',
      attempts: 3,
    });
    expect(new Set(bench.smtp.taken.map(({ raw }) => raw)).size).toBe(1);
    expect(bench.smtp.taken).toHaveLength(2);
  });
  it('stays busy fails the step', async () => {
    bench.smtp.moods = ['busy'];
    expect(await bench.resultOf(mail({ subject: 's' }))).toMatchObject({
      outcome: 'failed',
      errorCode: 'mail_failed',
      attempts: 3,
    });
  });
  it('refuses fails the step at once', async () => {
    bench.smtp.moods = ['refuse'];
    expect(await bench.resultOf(mail({ subject: 's' }))).toMatchObject({
      outcome: 'failed',
      errorCode: 'mail_refused',
      attempts: 1,
    });
  });
  it('cannot be reached is tried again, then fails the step', async () => {
    const mailer = createMailer({ url: 'smtp://127.0.0.1:9', from: 'a@example.com' });
    const actions = createActions({ ...bench.actionPorts, mailer });
    expect(await bench.resultOf(mail({ subject: 's' }), { actions })).toMatchObject({
      outcome: 'failed',
      errorCode: 'mail_failed',
      attempts: 3,
    });
  });
  it('breaks off before it answers leaves the outcome unknown, and nothing is sent again', async () => {
    bench.smtp.moods = ['drop_after_data'];
    const effect = mail({ subject: 's' });
    expect(await bench.resultOf(effect)).toMatchObject({
      outcome: 'unknown_outcome',
      errorCode: 'unknown_outcome',
      attempts: 1,
    });
    bench.smtp.moods = ['ok'];
    expect(await bench.resultOf(effect)).toMatchObject({ outcome: 'unknown_outcome' });
    expect(bench.smtp.taken).toHaveLength(1);
  });
  it('is ready for a mail that is no longer ours gets nothing of it', async () => {
    const sending = () => Promise.reject(new UpshotError('lease_held', 'taken over'));
    const effect = mail({ subject: 's' });
    const lost = { ledger: { ...bench.ledger, sending } };
    await expect(bench.dispatch(effect, lost)).rejects.toMatchObject({ code: 'lease_held', retry: 'later' });
    expect(bench.smtp.taken).toEqual([]);
    expect(await bench.resultOf(effect)).toMatchObject({ outcome: 'succeeded' });
    expect(bench.smtp.taken).toHaveLength(1);
  });
});
