/** Shows what an event becomes, and that whatever is wrong with one is named by its place. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demoModules } from '../../../testing/demo-modules.ts';
import { event } from '../../../testing/event.ts';
import { readActivity } from './read-activity.ts';

const NOW = Date.parse('2026-03-02T00:00:00Z');
const scope = { tenantId: 't', modules: await demoModules(), nowMs: NOW };
const read = (sent: unknown) => {
  const activity = readActivity(sent, [3], scope);
  if (!activity.ok) throw new Error(JSON.stringify(activity.error));
  return activity.value;
};
const problems = (sent: unknown): readonly string[] => {
  const activity = readActivity(sent, [3], scope);
  return activity.ok ? [] : activity.error.map(({ path, code }) => `${path.join('/')} ${code}`);
};

describe('an event', () => {
  it('becomes an activity of its tenant, under the id that its source gave it', () => {
    expect(read(event()).activity).toEqual({
      tenantId: 't',
      positionId: 'activity:%2Fweb%2Fforms:e-1',
      source: '/web/forms',
      id: 'e-1',
      type: 'form_sent',
      module: 'forms',
      recordId: 'contact-us',
      occurredAtMs: Date.parse('2026-03-01T09:00:00Z'),
      acceptedAtMs: NOW,
      data: '{"email":"ada@example.com","value":12.5,"consent":true,"answers":{"why":["a","b"]}}',
    });
  });
  it('tells sources and ids apart whatever they hold', () => {
    const one = read(event({ source: 'a:b', id: 'c' })).activity.positionId;
    const other = read(event({ source: 'a', id: 'b:c' })).activity.positionId;
    expect(one).not.toBe(other);
  });
  it('happens when it is accepted where it does not say, and not later', () => {
    const { time: _, ...timeless } = event();
    expect(read(timeless).activity.occurredAtMs).toBe(NOW);
    expect(read(event({ time: '2026-03-02T00:30:00Z' })).activity.occurredAtMs).toBe(NOW);
  });
  it('says the same in another order of attributes and with other extensions, and not with other data', () => {
    const { id, ...rest } = event();
    const hash = read(event()).contentHash;
    expect(read({ ...rest, id, traceparent: '00-a' }).contentHash).toBe(hash);
    for (const more of [
      { data: {} },
      { type: 'form_opened', data: {} },
      { subject: 'forms/other' },
      { time: '2026-03-01T10:00:01+01:00' },
    ])
      expect(read(event(more)).contentHash).not.toBe(hash);
  });
  it('may be about a record of a table, in its columns', () => {
    const sent = event({
      type: 'mail_opened',
      subject: 'emails/m/1',
      data: { id: 'm/1', subject: 'Hi', client: 'x', opened_at: '2026-01-01T00:00:00Z' },
    });
    expect(read(sent).activity).toMatchObject({ module: 'emails', recordId: 'm/1' });
  });
  it('may have no data, and extensions', () => {
    expect(read(event({ data: null, partitionkey: 'x', sequence: 1, sampled: true })).activity.data).toBe(
      '{}',
    );
  });
});

describe('an event that is wrong', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['no object', 'x', ['3 wrong_type']],
    ['null', null, ['3 wrong_type']],
    [
      'nothing',
      {},
      ['3/specversion', '3/id', '3/source', '3/type', '3/subject'].map(
        (each) => `${each} ${each.endsWith('specversion') ? 'invalid_value' : 'required'}`,
      ),
    ],
    ['another version', event({ specversion: '0.3' }), ['3/specversion invalid_value']],
    ['an empty id', event({ id: '' }), ['3/id invalid_value']],
    ['a long id', event({ id: 'x'.repeat(257) }), ['3/id too_long']],
    ['an id with a blank', event({ id: 'a b' }), ['3/id invalid_value']],
    ['an id that is a number', event({ id: 1 }), ['3/id wrong_type']],
    ['an operator as a source', event({ source: { $ne: null } }), ['3/source wrong_type']],
    ['a NUL', event({ source: 'a\0b' }), ['3/source invalid_value']],
    ['a lone surrogate', event({ data: { email: '\ud800' } }), ['3/data/email invalid_value']],
    ['no record in the subject', event({ subject: 'forms' }), ['3/subject invalid_value']],
    ['no module in the subject', event({ subject: '/x' }), ['3/subject invalid_value']],
    ['a module that is not there', event({ subject: 'nowhere/x' }), ['3/subject unknown_module']],
    ['a module called constructor', event({ subject: 'constructor/x' }), ['3/subject unknown_module']],
    ['an activity of another module', event({ type: 'mail_opened' }), ['3/type unknown_activity']],
    ['an activity called __proto__', event({ type: '__proto__' }), ['3/type unknown_activity']],
    ['a time without a zone', event({ time: '2026-03-01T10:00:00' }), ['3/time invalid_value']],
    ['a time in year 3000', event({ time: '3000-01-01T00:00:00Z' }), ['3/time invalid_value']],
    ['a time before 1970', event({ time: '1969-12-31T23:59:59Z' }), ['3/time invalid_value']],
    ['a time that is a number', event({ time: 0 }), ['3/time wrong_type']],
    ['data that is XML', event({ datacontenttype: 'text/xml' }), ['3/datacontenttype invalid_value']],
    ['data that is a list', event({ data: [] }), ['3/data wrong_type']],
    ['data in base64', event({ data_base64: 'AA==' }), ['3/data_base64 unknown_property']],
    ['an extension in capitals', event({ tenantId: 't-two' }), ['3/tenantId unknown_property']],
    ['an extension that is an object', event({ extra: {} }), ['3/extra wrong_type']],
    [
      'fields that are not there',
      event({ data: { mail: 'x', $where: '1' } }),
      ['3/data/mail unknown_field', '3/data/$where unknown_field'],
    ],
    [
      'fields of the wrong type',
      event({ data: { value: 'ten', consent: 'yes' } }),
      ['3/data/value wrong_type', '3/data/consent wrong_type'],
    ],
    ['another record’s id', event({ data: { id: 'other' } }), ['3/data/id invalid_value']],
    [
      'a tenant',
      event({ type: 'mail_sent', subject: 'emails/1', data: { tenant_id: 'x' } }),
      ['3/data/tenant_id not_available'],
    ],
    [
      'a cause',
      event({ type: 'mail_sent', subject: 'emails/1', data: { upshot_cause: 'x' } }),
      ['3/data/upshot_cause not_available'],
    ],
    [
      'more data than one event may have',
      event({ data: { answers: Array.from({ length: 3 }, () => 'x'.repeat(99_999)) } }),
      ['3/data too_long'],
    ],
  ])('%s', (_, sent, expected) => {
    expect(problems(sent)).toEqual(expected);
  });
  it('is told, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), (sent) => {
        expect(problems(sent).every((each) => each.startsWith('3'))).toBe(true);
        expect(problems(sent).length).toBeGreaterThan(0);
      }),
    );
  });
});
