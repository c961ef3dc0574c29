/** The matcher's walk over activities: what starts, with which image, what does not, and under which ids. */
import { UpshotError } from '@upshot/errors';
import { deriveId } from '@upshot/ids';
import type { Activity } from '@upshot/schemas';
import { beforeEach, describe, expect, it } from 'vitest';
import { matchActivities } from './activities.ts';
import { activity, activityRig, batchOf, row, type ActivityRig } from './testing/activity-rig.ts';

let rig: ActivityRig;
beforeEach(() => {
  rig = activityRig();
});

const equals = (field: string, operand: string | number) =>
  ({ kind: 'condition', field, operator: 'equals', operand, caseSensitive: false }) as const;
const OPENED = { activity: { type: 'mail_opened' } };

describe('an activity that somebody listens to', () => {
  it('starts a run under an id derived from the event, its data over the record', async () => {
    await rig.live(OPENED);
    rig.remembered.set('m1', row({ id: 'm1', subject: 'Offer', status: 'sent' }));
    await rig.match(activity({ data: '{"client":"phone","status":"opened"}' }));
    const [command] = rig.commands();
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
    await rig.live(OPENED);
    await rig.match(activity(), activity());
    await rig.match(activity());
    expect(new Set(rig.commands().map(({ runId }) => runId)).size).toBe(1);
  });
  it('is rig.asked criteria on its data and on the record', async () => {
    await rig.live({
      ...OPENED,
      criteria: { kind: 'all', of: [equals('client', 'phone'), equals('subject', 'Offer')] },
    });
    rig.remembered.set('m1', row({ subject: 'Offer' }));
    rig.remembered.set('m2', row({ subject: 'Other' }, { recordId: 'm2' }));
    await rig.match(
      activity(),
      activity({ recordId: 'm2', positionId: 'p2' }),
      activity({ data: '{}', positionId: 'p3' }),
    );
    expect(rig.commands().map(({ start }) => start?.recordId)).toEqual(['m1']);
    expect(rig.verdicts.get('no_match')).toBe(2);
  });
  it('moves nothing: criteria that look back do not match', async () => {
    await rig.live({
      ...OPENED,
      criteria: {
        kind: 'condition',
        field: 'client',
        operator: 'changed_to',
        operand: 'phone',
        caseSensitive: true,
      },
    });
    await rig.match(activity());
    expect(rig.sent).toEqual([]);
  });
  it('leaves what neither it nor the mirror tells unknown', async () => {
    await rig.live({ ...OPENED, criteria: equals('subject', 'Offer') });
    await rig.match(activity());
    expect([rig.sent, [...rig.verdicts.keys()]]).toEqual([[], ['prior_unknown']]);
  });
  it('waits a moment for a row that is still on its way', async () => {
    await rig.live({ ...OPENED, criteria: equals('subject', 'Offer') });
    let asked = 0;
    const onItsWay = {
      read: () =>
        Promise.resolve([(asked += 1) < 3 ? ('related_missing' as const) : row({ subject: 'Offer' })]),
    };
    const now = () => activity().acceptedAtMs + 100 * asked;
    await matchActivities(batchOf(activity()), { ...rig.ports, related: onItsWay, now });
    expect([asked, rig.sent.length]).toEqual([3, 1]);
  });
  it('does not wait for a row that does not come', async () => {
    await rig.live(OPENED);
    let asked = 0;
    const never = {
      read: () => Promise.resolve([(asked += 1) > 0 ? ('related_missing' as const) : row({})]),
    };
    const now = () => activity().acceptedAtMs + 1_000 * asked;
    await matchActivities(batchOf(activity()), { ...rig.ports, related: never, now });
    expect([asked, rig.sent.length]).toEqual([2, 1]);
  });
  it('takes nothing from a record that is deleted', async () => {
    await rig.live(OPENED);
    rig.remembered.set('m1', row({ subject: 'gone' }, { deleted: true }));
    await rig.match(activity());
    expect(JSON.parse(rig.commands()[0]?.start?.after ?? '')).toEqual({ id: 'm1', client: 'phone' });
  });
  it('of a module without a table has an image of its own', async () => {
    await rig.live({ module: 'forms', activity: { type: 'form_sent' }, criteria: equals('value', 5) });
    await rig.match(
      activity({ module: 'forms', type: 'form_sent', recordId: 'contact', data: '{"value":5}' }),
    );
    expect(JSON.parse(rig.commands()[0]?.start?.after ?? '')).toEqual({ value: 5, id: 'contact' });
    expect(rig.asked).toEqual([]);
  });
  it('is matched in the order in which it stands, the mirror asked once for the batch', async () => {
    await rig.live(OPENED);
    const batch = Array.from({ length: 20 }, (_, at) =>
      activity({ recordId: `m${at}`, positionId: `p${at}` }),
    );
    await rig.match(...batch);
    expect(rig.commands().map(({ start }) => start?.recordId)).toEqual(batch.map(({ recordId }) => recordId));
    expect(rig.asked).toHaveLength(1);
  });
});

describe('an activity that starts nothing', () => {
  it.each<[string, Partial<Activity>]>([
    ['is of another type', { type: 'mail_clicked' }],
    ['is another tenant’s', { tenantId: 'other' }],
    ['is of another module', { module: 'calls', type: 'call_rang' }],
  ])('%s, and the mirror is not asked', async (_, more) => {
    await rig.live(OPENED);
    await rig.live({ kind: 'updated' }, { id: 'd2' });
    await rig.match(activity(more));
    expect([rig.sent, rig.asked]).toEqual([[], []]);
  });
  it.each<[string, string | null]>([
    ['has no value', null],
    ['is no activity', '{'],
    ['has data that is no object', JSON.stringify(activity({ data: '[]' }))],
    ['is of a module that is no longer mapped', JSON.stringify(activity({ module: 'gone' }))],
  ])('%s, and is buried', async (_, value) => {
    await rig.live(OPENED);
    await rig.match(value, activity());
    expect(rig.buried).toEqual(['decode-activity']);
    expect(rig.sent).toHaveLength(1);
  });
  it('whose record the mirror may not have yet comes again', async () => {
    await rig.live(OPENED);
    const behind = { read: () => Promise.resolve(['related_stale' as const]) };
    await expect(
      matchActivities(batchOf(activity()), { ...rig.ports, related: behind }),
    ).rejects.toMatchObject({ code: 'mirror_behind', retry: 'later' });
    expect(rig.sent).toEqual([]);
  });
  it('for want of a store comes again', async () => {
    await rig.live(OPENED);
    const away = { read: () => Promise.reject(new UpshotError('store_unavailable', 'away')) };
    await expect(matchActivities(batchOf(activity()), { ...rig.ports, related: away })).rejects.toMatchObject(
      {
        retry: 'later',
      },
    );
    expect([rig.sent, rig.buried]).toEqual([[], []]);
  });
});
