/** What is awaited and does not come, and what comes in time: through the matcher's walk, with the scheduler's part played. */
import type { Trigger } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import { deriveId } from '@upshot/ids';
import type { Activity, DueTrigger, TimerCommand } from '@upshot/schemas';
import { beforeEach, describe, expect, it } from 'vitest';
import { decodeDues } from './stages/decode-due.ts';
import { endWaits } from './stages/end-waits.ts';
import { activity, activityRig, ANY, batchOf, row, type ActivityRig } from './testing/activity-rig.ts';
import { definition, published } from './testing/definition.ts';

let rig: ActivityRig;
beforeEach(() => {
  rig = activityRig();
});

const equals = (field: string, operand: string | number) =>
  ({ kind: 'condition', field, operator: 'equals', operand, caseSensitive: false }) as const;
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
  rig.sent
    .filter(({ topic }) => topic === 'upshot.timer-commands')
    .map(({ value }) => JSON.parse(value?.toString() ?? ''));
const starts = () =>
  rig.commands().flatMap(({ start }) => (start === undefined || start === null ? [] : [start]));

/** The scheduler's side: the timer's time has come. */
async function fire({ tenantId, timerId, dueAtMs, date }: TimerCommand, more: Partial<DueTrigger> = {}) {
  if (date === null) throw new UpshotError('internal', 'a timer without a date');
  const { follows: _, ...facts } = date;
  const due: DueTrigger = { tenantId, timerId, dueAtMs, firedAtMs: dueAtMs, ...facts, ...more };
  const decoding = { ...rig.ports, waiting: rig.ports, timeRules: { find: () => null } };
  const { waits } = await decodeDues(batchOf(JSON.stringify(due)), decoding);
  rig.sent.push(...(await endWaits(waits, rig.ports)));
  rig.ports.verdicts.flush();
}
const only = (commanded: readonly TimerCommand[]): TimerCommand => commanded[0] ?? expect.unreachable();

describe('what is not answered in time', () => {
  it('sets a timer, and starts a run when it fires', async () => {
    await rig.live(awaiting('missing'));
    rig.remembered.set('m1', row({ id: 'm1', subject: 'Offer' }));
    await rig.match(mail('mail_sent', 's', 0));
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
    expect(new Set(rig.commands().flatMap(({ start, runId }) => (start ? [runId] : []))).size).toBe(1);
  });
  it('sees the record as it is when the time has passed, and what the event said of it', async () => {
    await rig.live(awaiting('missing'));
    rig.remembered.set('m1', row({ id: 'm1', subject: 'Offer', status: 'draft' }));
    await rig.match(mail('mail_sent', 's', 0, { data: '{"status":"sent"}' }));
    rig.remembered.set('m1', row({ id: 'm1', subject: 'Better offer', status: 'draft' }));
    await fire(only(timers()));
    const image = { id: 'm1', subject: 'Better offer', status: 'sent' };
    expect(starts().map(({ after }) => JSON.parse(after ?? ''))).toEqual([image]);
  });
  it('comes again where the mirror is behind', async () => {
    await rig.live(awaiting('missing'));
    await rig.match(mail('mail_sent', 's', 0));
    rig.ports.related.read = () => Promise.resolve(['related_stale']);
    await expect(fire(only(timers()))).rejects.toMatchObject({ code: 'mirror_behind' });
  });
  it('withdraws its timer when it is answered, which then starts nothing', async () => {
    await rig.live(awaiting('missing'));
    await rig.match(mail('mail_sent', 's', 0), mail('mail_replied', 'r', 1));
    expect(timers().map(({ verb }) => verb)).toEqual(['plan', 'withdraw']);
    const [planned, withdrawn] = timers();
    expect((planned?.date?.sequence ?? '') < (withdrawn?.date?.sequence ?? '')).toBe(true);
    await fire(only(timers()));
    expect([starts(), rig.verdicts.get('answered')]).toEqual([[], 1]);
  });
  it('sets no timer when the answer arrived first', async () => {
    await rig.live(awaiting('missing'));
    await rig.match(mail('mail_replied', 'r', 1));
    await rig.match(mail('mail_sent', 's', 0));
    expect(timers().map(({ verb }) => verb)).toEqual(['withdraw']);
  });
  it('is answered too late by what comes after the limit', async () => {
    await rig.live(awaiting('missing'));
    await rig.match(mail('mail_sent', 's', 0), mail('mail_replied', 'r', 2.1));
    await fire(only(timers()));
    expect([timers().length, starts().length]).toEqual([1, 1]);
  });
  it('asks the criteria of what begins, not of what is awaited', async () => {
    await rig.live({ ...awaiting('missing'), criteria: equals('subject', 'Offer') });
    await rig.match(mail('mail_sent', 's', 0, { data: '{"subject":"Other"}' }));
    expect(timers()).toEqual([]);
    await rig.match(
      mail('mail_sent', 't', 0, { data: '{"subject":"Offer"}' }),
      mail('mail_replied', 'r', 1, { data: '{"subject":"Re"}' }),
    );
    expect(timers().map(({ verb }) => verb)).toEqual(['plan', 'withdraw']);
  });
  it('belongs together by the record, or by a value of both', async () => {
    await rig.live(awaiting('missing', 'message_id'));
    const told = (type: string, id: string, message: string, recordId: string) =>
      mail(type, id, 1, { recordId, data: JSON.stringify({ message_id: message }) });
    await rig.match(
      told('mail_sent', 'a', 'one', 'm1'),
      told('mail_sent', 'b', 'two', 'm2'),
      told('mail_replied', 'c', 'one', 'm9'),
    );
    const [one, two, answer] = timers();
    expect([one?.timerId === answer?.timerId, two?.timerId === answer?.timerId]).toEqual([true, false]);
    await rig.match(mail('mail_sent', 'd', 0));
    expect(rig.verdicts.get('no_correlation')).toBe(1);
  });
  it('of a definition that is switched off, gone or changed starts nothing', async () => {
    await rig.live(awaiting('missing'));
    await rig.match(mail('mail_sent', 's', 0));
    const planned = only(timers());
    const off = definition(
      { active: false, version: 2 },
      { module: 'emails', name: 'mail', criteria: ANY, ...awaiting('missing') },
    );
    await rig.definitions.take(published(off, 2, JSON.stringify(off)));
    await fire(planned);
    await rig.definitions.take(published(off, 3, null));
    await fire(planned);
    expect(starts()).toEqual([]);
  });
  it('of a version that has not been read yet comes again', async () => {
    await rig.live(awaiting('missing'));
    await rig.match(mail('mail_sent', 's', 0));
    await expect(fire(only(timers()), { definitionVersion: 2 })).rejects.toMatchObject({
      code: 'definition_behind',
    });
  });
  it('is planned anew where two versions could not agree on when', async () => {
    await rig.live(awaiting('missing'));
    await rig.match(mail('mail_sent', 's', 0));
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
    await rig.live(awaiting('in_time'));
    await rig.match(...batch);
    await rig.match(...batch);
    expect(new Set(rig.commands().map(({ runId }) => runId))).toEqual(
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
    await rig.live(awaiting('in_time'));
    await rig.match(...batch);
    expect(rig.sent).toEqual([]);
  });
});
