/** Shows on a real store who finds a notification in their inbox, and that each is there once. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openBench, type Bench } from './testing/bench.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await openBench(inject('engines'));
});
afterAll(() => bench.close());

const notify = (config: object, record: object = { owner_id: 'u-owner', first_name: 'Ann' }) =>
  bench.effectOf({
    channel: 'notification',
    action: 'send_notification',
    config: JSON.stringify(config),
    record: JSON.stringify(record),
  });
const inboxOf = (recordId: string) =>
  bench.db.collection('notifications').find({ recordId }).sort({ userId: 1 }).toArray();

describe('a notification', () => {
  it('goes to the owner', async () => {
    const effect = notify({ title: 'Hi {{trigger.first_name}}', message: 'M' });
    expect(await bench.resultOf(effect)).toMatchObject({
      outcome: 'succeeded',
      output: { sentTo: 'u-owner' },
    });
    expect(await inboxOf(effect.recordId)).toEqual([
      {
        _id: effect.effectId,
        tenantId: bench.tenantId,
        userId: 'u-owner',
        title: 'Hi Ann',
        message: 'M',
        module: 'leads',
        recordId: effect.recordId,
        createdAt: expect.any(Date),
        readAt: null,
      },
    ]);
  });
  it.each([
    ['an id in to', { to: 'u1' }, 'u1'],
    ['a specific user', { to: 'specific', specificUserId: 'u1' }, 'u1'],
    ['a user without to', { userId: 'u1' }, 'u1'],
    ['several users', { userIds: ['u1', 'u2', 'u1'] }, ['u1', 'u2']],
    ['a list in to', { to: ['owner', 'u2'] }, ['u-owner', 'u2']],
  ])('goes to %s', async (_name, config, sentTo) => {
    const effect = notify(config);
    expect(await bench.resultOf(effect)).toMatchObject({ output: { sentTo } });
    expect((await inboxOf(effect.recordId)).map((each) => each['userId'])).toEqual([sentTo].flat());
  });
  it('has the title of the reference where none is given', async () => {
    const effect = notify({});
    await bench.resultOf(effect);
    expect(await inboxOf(effect.recordId)).toMatchObject([{ title: 'Workflow Alert', message: '' }]);
  });
  it('is skipped where there is nobody', async () => {
    expect(await bench.resultOf(notify({}, {}))).toMatchObject({
      outcome: 'skipped',
      output: { skipped: true, reason: 'no user resolved' },
    });
  });
  it('is there once although it was put in twice', async () => {
    const effect = notify({ to: ['u1', 'u2'] });
    await bench.resultOf(effect);
    await bench.resultOf(effect, await bench.withoutLedger());
    expect(await inboxOf(effect.recordId)).toHaveLength(2);
  });
});
