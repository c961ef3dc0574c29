/** The matcher's walk over activities: what starts, with which image, what does not, and under which ids. */
import { readFileSync } from 'node:fs';
import type { Batch, BusRecord, OutgoingRecord } from '@upshot/bus';
import type { Definition, Trigger } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import { deriveId } from '@upshot/ids';
import { loadMapping, readableSchema } from '@upshot/mapping';
import type { Remembered } from '@upshot/mirror-reader';
import { newTally } from '@upshot/rules';
import type { Activity, DueTrigger, RunCommand, TimerCommand } from '@upshot/schemas';
import { startTelemetry, type LogFields } from '@upshot/telemetry';
import { beforeEach, describe, expect, it } from 'vitest';
import { matchActivities, type ActivityPorts } from './activities.ts';
import { createDefinitionsTable, type DefinitionsTable } from './definitions-table.ts';
import type { StoredWait } from './ports/wait-store.ts';
import { endWaits, type EndWaitsPorts } from './stages/end-waits.ts';
import { definition, jsonCodec, published } from './testing/definition.ts';
import { createVerdicts } from './verdicts.ts';

const TOPIC = 'upshot.activities';
const file = new URL('../../deploy/crm/source-mapping.yaml', import.meta.url);
const loaded = loadMapping(readFileSync(file, 'utf8'), 'source-mapping.yaml');
if (!loaded.ok) throw new UpshotError('mapping_invalid', 'the demo mapping');
const mapping = loaded.value;
const quiet = () => undefined;

let sent: OutgoingRecord[];
let buried: string[];
let asked: (readonly [string, string, readonly string[]])[];
let remembered: Map<string, Remembered>;
let verdicts: Map<string, number>;
let definitions: DefinitionsTable;
let waits: Map<string, StoredWait>;
let ports: ActivityPorts & EndWaitsPorts;

beforeEach(() => {
  [sent, buried, asked, remembered, verdicts] = [[], [], [], new Map(), new Map()];
  waits = new Map();
  const countRecords = (_topic: string, reason: string, count = 1) =>
    void verdicts.set(reason, (verdicts.get(reason) ?? 0) + count);
  const complain = (fields: LogFields) => expect(fields).toEqual({});
  definitions = createDefinitionsTable({
    codec: jsonCodec,
    schemas: new Map([...mapping.modules].map(([name, module]) => [name, readableSchema(module)])),
    log: { debug: quiet, info: quiet, warn: quiet, error: complain },
  });
  ports = {
    mapping,
    definitions,
    activityCodec: { decode: (bytes): Activity => JSON.parse(bytes.toString()) },
    mirror: {
      readRecords: (tenantId, module, ids) => {
        asked.push([tenantId, module, ids]);
        return Promise.resolve(new Map([...remembered].filter(([id]) => ids.includes(id))));
      },
    },
    related: { read: (asks) => Promise.resolve(asks.map(() => 'related_missing' as const)) },
    deadLetters: { bury: async (_record, stage) => void buried.push(stage) },
    verdicts: createVerdicts({ countRecords }, newTally()),
    waits: {
      load: (ids) => Promise.resolve(new Map([...waits].filter(([id]) => ids.includes(id)))),
      store: async (changes) => {
        for (const { waitId, wait, revision } of changes) waits.set(waitId, { wait, revision: revision + 1 });
      },
    },
    timerCodec: { encode: (command: TimerCommand) => Buffer.from(JSON.stringify(command)) },
    dueCodec: { decode: (bytes): DueTrigger => JSON.parse(bytes.toString()) },
    codec: { encode: (command: RunCommand) => Buffer.from(JSON.stringify(command)) },
    bus: { send: async (records) => void sent.push(...records) },
    telemetry: startTelemetry({ service: 'matcher-test' }),
    now: () => 1_700_000_000_000,
    crashPoint: quiet,
  };
});

const equals = (field: string, operand: string | number) =>
  ({ kind: 'condition', field, operator: 'equals', operand, caseSensitive: false }) as const;
const ANY = { kind: 'all', of: [] } as const;

async function live(trigger: Partial<Trigger>, overrides: Partial<Definition> = {}): Promise<void> {
  const whole = { module: 'emails', kind: 'activity', name: 'mail', criteria: ANY, ...trigger } as const;
  const each = definition(overrides, whole);
  await definitions.take(published(each, 1, JSON.stringify(each)));
  definitions.open();
}

const activity = (more: Partial<Activity> = {}): Activity => ({
  tenantId: 'demo',
  positionId: 'activity:mailer:1',
  source: 'mailer',
  id: '1',
  type: 'mail_opened',
  module: 'emails',
  recordId: 'm1',
  occurredAtMs: 1_600_000_000_000,
  acceptedAtMs: 1_600_000_001_000,
  data: '{"client":"phone"}',
  ...more,
});
const row = (values: Remembered['values'], more: Partial<Remembered> = {}): Remembered => ({
  tenantId: 'demo',
  module: 'emails',
  recordId: 'm1',
  values,
  unknown: [],
  deleted: false,
  sequence: 1n,
  positionId: 'p',
  committedAtMs: 1,
  ...more,
});

function batchOf(...values: readonly (Activity | string | null)[]): Batch {
  const records = values.map((value, index): BusRecord => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const bytes = value === null ? null : Buffer.from(text);
    return {
      topic: TOPIC,
      partition: 0,
      offset: BigInt(index),
      timestampMs: 0,
      key: null,
      value: bytes,
      headers: {},
    };
  });
  return { topic: TOPIC, partition: 0, records, highWatermark: BigInt(values.length) };
}
const match = (...values: readonly (Activity | string | null)[]) =>
  matchActivities(batchOf(...values), ports);
const commands = (): RunCommand[] => sent.map(({ value }) => JSON.parse(value?.toString() ?? ''));
const OPENED = { activity: { type: 'mail_opened' } };

describe('an activity that somebody listens to', () => {
  it('starts a run under an id derived from the event, its data over the record', async () => {
    await live(OPENED);
    remembered.set('m1', row({ id: 'm1', subject: 'Offer', status: 'sent' }));
    await match(activity({ data: '{"client":"phone","status":"opened"}' }));
    const [command] = commands();
    expect(command?.runId).toBe(deriveId('run', 'demo', 'd1', 'activity:mailer:1'));
    expect(command?.start).toMatchObject({
      module: 'emails',
      recordId: 'm1',
      operation: 'update',
      committedAtMs: 1_600_000_001_000,
    });
    const image = { id: 'm1', subject: 'Offer', status: 'opened', client: 'phone' };
    expect([command?.start?.before, command?.start?.after].map((text) => JSON.parse(text ?? ''))).toEqual([
      image,
      image,
    ]);
  });
  it('starts the same run when it comes again', async () => {
    await live(OPENED);
    await match(activity(), activity());
    await match(activity());
    expect(new Set(commands().map(({ runId }) => runId)).size).toBe(1);
  });
  it('is asked criteria on its data and on the record', async () => {
    await live({
      ...OPENED,
      criteria: { kind: 'all', of: [equals('client', 'phone'), equals('subject', 'Offer')] },
    });
    remembered.set('m1', row({ subject: 'Offer' }));
    remembered.set('m2', row({ subject: 'Other' }, { recordId: 'm2' }));
    await match(
      activity(),
      activity({ recordId: 'm2', positionId: 'p2' }),
      activity({ data: '{}', positionId: 'p3' }),
    );
    expect(commands().map(({ start }) => start?.recordId)).toEqual(['m1']);
    expect(verdicts.get('no_match')).toBe(2);
  });
  it('moves nothing: criteria that look back do not match', async () => {
    await live({
      ...OPENED,
      criteria: {
        kind: 'condition',
        field: 'client',
        operator: 'changed_to',
        operand: 'phone',
        caseSensitive: true,
      },
    });
    await match(activity());
    expect(sent).toEqual([]);
  });
  it('leaves what neither it nor the mirror tells unknown', async () => {
    await live({ ...OPENED, criteria: equals('subject', 'Offer') });
    await match(activity());
    expect([sent, [...verdicts.keys()]]).toEqual([[], ['prior_unknown']]);
  });
  it('takes nothing from a record that is deleted', async () => {
    await live(OPENED);
    remembered.set('m1', row({ subject: 'gone' }, { deleted: true }));
    await match(activity());
    expect(JSON.parse(commands()[0]?.start?.after ?? '')).toEqual({ id: 'm1', client: 'phone' });
  });
  it('of a module without a table has an image of its own', async () => {
    await live({ module: 'forms', activity: { type: 'form_sent' }, criteria: equals('value', 5) });
    await match(activity({ module: 'forms', type: 'form_sent', recordId: 'contact', data: '{"value":5}' }));
    expect(JSON.parse(commands()[0]?.start?.after ?? '')).toEqual({ value: 5, id: 'contact' });
    expect(asked).toEqual([]);
  });
  it('is matched in the order in which it stands, the mirror asked once for the batch', async () => {
    await live(OPENED);
    const batch = Array.from({ length: 20 }, (_, at) =>
      activity({ recordId: `m${at}`, positionId: `p${at}` }),
    );
    await match(...batch);
    expect(commands().map(({ start }) => start?.recordId)).toEqual(batch.map(({ recordId }) => recordId));
    expect(asked).toHaveLength(1);
  });
});

describe('an activity that starts nothing', () => {
  it.each<[string, Partial<Activity>]>([
    ['is of another type', { type: 'mail_clicked' }],
    ['is another tenant’s', { tenantId: 'other' }],
    ['is of another module', { module: 'calls', type: 'call_rang' }],
  ])('%s, and the mirror is not asked', async (_, more) => {
    await live(OPENED);
    await live({ kind: 'updated' }, { id: 'd2' });
    await match(activity(more));
    expect([sent, asked]).toEqual([[], []]);
  });
  it.each<[string, string | null]>([
    ['has no value', null],
    ['is no activity', '{'],
    ['has data that is no object', JSON.stringify(activity({ data: '[]' }))],
    ['is of a module that is no longer mapped', JSON.stringify(activity({ module: 'gone' }))],
  ])('%s, and is buried', async (_, value) => {
    await live(OPENED);
    await match(value, activity());
    expect(buried).toEqual(['decode-activity']);
    expect(sent).toHaveLength(1);
  });
  it('for want of a store comes again', async () => {
    await live(OPENED);
    const away = { readRecords: () => Promise.reject(new UpshotError('store_unavailable', 'away')) };
    await expect(matchActivities(batchOf(activity()), { ...ports, mirror: away })).rejects.toMatchObject({
      retry: 'later',
    });
    expect([sent, buried]).toEqual([[], []]);
  });
});

const DAY_MS = 86_400_000;
const AT = 1_600_000_000_000;
const awaiting = (fires: 'missing' | 'in_time', correlation: string | null = null): Partial<Trigger> => ({
  kind: 'activity_missing',
  activity: {
    type: 'mail_sent',
    awaited: { type: 'mail_replied', within: { amount: 2, unit: 'days' }, fires, correlation },
  },
});
const mail = (type: string, id: string, afterDays: number, more: Partial<Activity> = {}): Activity =>
  activity({
    type,
    positionId: `activity:mailer:${id}`,
    id,
    occurredAtMs: AT + afterDays * DAY_MS,
    data: '{}',
    ...more,
  });
const timers = (): TimerCommand[] =>
  sent
    .filter(({ topic }) => topic === 'upshot.timer-commands')
    .map(({ value }) => JSON.parse(value?.toString() ?? ''));
const starts = () =>
  commands().flatMap(({ start }) => (start === undefined || start === null ? [] : [start]));

/** The scheduler's side: the timer's time has come. */
async function fire({ tenantId, timerId, dueAtMs, date }: TimerCommand, more: Partial<DueTrigger> = {}) {
  if (date === null) throw new UpshotError('internal', 'a timer without a date');
  const { follows: _, ...facts } = date;
  const due: DueTrigger = { tenantId, timerId, dueAtMs, firedAtMs: dueAtMs, ...facts, ...more };
  sent.push(...(await endWaits(batchOf(JSON.stringify(due)), ports)));
  ports.verdicts.flush();
}
const only = (commanded: readonly TimerCommand[]): TimerCommand => commanded[0] ?? expect.unreachable();

describe('what is not answered in time', () => {
  it('sets a timer, and starts a run when it fires', async () => {
    await live(awaiting('missing'));
    remembered.set('m1', row({ id: 'm1', subject: 'Offer' }));
    await match(mail('mail_sent', 's', 0));
    expect(timers()).toMatchObject([
      { verb: 'plan', dueAtMs: AT + 2 * DAY_MS, date: { definitionId: 'd1', recordId: 'm1' } },
    ]);
    expect(starts()).toEqual([]);
    await fire(only(timers()));
    await fire(only(timers()));
    expect(starts()).toMatchObject([
      { recordId: 'm1', operation: 'update', after: '{"id":"m1","subject":"Offer"}' },
      {},
    ]);
    expect(new Set(commands().flatMap(({ start, runId }) => (start ? [runId] : []))).size).toBe(1);
  });
  it('withdraws its timer when it is answered, which then starts nothing', async () => {
    await live(awaiting('missing'));
    await match(mail('mail_sent', 's', 0), mail('mail_replied', 'r', 1));
    expect(timers().map(({ verb }) => verb)).toEqual(['plan', 'withdraw']);
    const [planned, withdrawn] = timers();
    expect((planned?.date?.sequence ?? '') < (withdrawn?.date?.sequence ?? '')).toBe(true);
    await fire(only(timers()));
    expect([starts(), verdicts.get('answered')]).toEqual([[], 1]);
  });
  it('sets no timer when the answer arrived first', async () => {
    await live(awaiting('missing'));
    await match(mail('mail_replied', 'r', 1));
    await match(mail('mail_sent', 's', 0));
    expect(timers().map(({ verb }) => verb)).toEqual(['withdraw']);
  });
  it('is answered too late by what comes after the limit', async () => {
    await live(awaiting('missing'));
    await match(mail('mail_sent', 's', 0), mail('mail_replied', 'r', 2.1));
    await fire(only(timers()));
    expect([timers().length, starts().length]).toEqual([1, 1]);
  });
  it('asks the criteria of what begins, not of what is awaited', async () => {
    await live({ ...awaiting('missing'), criteria: equals('subject', 'Offer') });
    await match(mail('mail_sent', 's', 0, { data: '{"subject":"Other"}' }));
    expect(timers()).toEqual([]);
    await match(
      mail('mail_sent', 't', 0, { data: '{"subject":"Offer"}' }),
      mail('mail_replied', 'r', 1, { data: '{"subject":"Re"}' }),
    );
    expect(timers().map(({ verb }) => verb)).toEqual(['plan', 'withdraw']);
  });
  it('belongs together by the record, or by a value of both', async () => {
    await live(awaiting('missing', 'message_id'));
    const told = (type: string, id: string, message: string, recordId: string) =>
      mail(type, id, 1, { recordId, data: JSON.stringify({ message_id: message }) });
    await match(
      told('mail_sent', 'a', 'one', 'm1'),
      told('mail_sent', 'b', 'two', 'm2'),
      told('mail_replied', 'c', 'one', 'm9'),
    );
    const [one, two, answer] = timers();
    expect([one?.timerId === answer?.timerId, two?.timerId === answer?.timerId]).toEqual([true, false]);
    await match(mail('mail_sent', 'd', 0));
    expect(verdicts.get('no_correlation')).toBe(1);
  });
  it('of a definition that is switched off, gone or changed starts nothing', async () => {
    await live(awaiting('missing'));
    await match(mail('mail_sent', 's', 0));
    const planned = only(timers());
    const off = definition(
      { active: false, version: 2 },
      { module: 'emails', name: 'mail', criteria: ANY, ...awaiting('missing') },
    );
    await definitions.take(published(off, 2, JSON.stringify(off)));
    await fire(planned);
    await definitions.take(published(off, 3, null));
    await fire(planned);
    expect(starts()).toEqual([]);
  });
  it('of a version that has not been read yet comes again', async () => {
    await live(awaiting('missing'));
    await match(mail('mail_sent', 's', 0));
    await expect(fire(only(timers()), { definitionVersion: 2 })).rejects.toMatchObject({
      code: 'definition_behind',
    });
  });
  it('is planned anew where two versions could not agree on when', async () => {
    await live(awaiting('missing'));
    await match(mail('mail_sent', 's', 0));
    await fire(only(timers()), { occurrence: '', firedAtMs: AT });
    expect(timers().map(({ date }) => date?.follows)).toEqual([null, '']);
    await fire(only(timers()), { occurrence: '' });
    expect(starts()).toHaveLength(1);
  });
});

describe('what is answered in time', () => {
  it.each([
    ['in order', [mail('mail_sent', 's', 0), mail('mail_replied', 'r', 1)]],
    ['in the other order', [mail('mail_replied', 'r', 1), mail('mail_sent', 's', 0)]],
    [
      'more than once',
      [
        mail('mail_sent', 's', 0),
        mail('mail_replied', 'r', 1),
        mail('mail_replied', 'q', 1.5),
        mail('mail_replied', 'r', 1),
      ],
    ],
  ])('starts one run, %s', async (_, batch) => {
    await live(awaiting('in_time'));
    await match(...batch);
    await match(...batch);
    expect(new Set(commands().map(({ runId }) => runId))).toEqual(
      new Set([deriveId('run', 'demo', 'd1', 'activity:mailer:r')]),
    );
    expect(timers()).toEqual([]);
  });
  it.each([
    ['too late', [mail('mail_sent', 's', 0), mail('mail_replied', 'r', 3)]],
    ['before', [mail('mail_replied', 'r', -1), mail('mail_sent', 's', 0)]],
    ['never', [mail('mail_sent', 's', 0)]],
    ['of another record', [mail('mail_sent', 's', 0), mail('mail_replied', 'r', 1, { recordId: 'm2' })]],
  ])('starts none where the answer comes %s', async (_, batch) => {
    await live(awaiting('in_time'));
    await match(...batch);
    expect(sent).toEqual([]);
  });
});
