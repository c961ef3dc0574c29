/** What changed on the record: field by field, unknown being no change, and a tag that stands for exactly that. */
import type { Remembered } from '@upshot/mirror-reader';
import { describe, expect, it } from 'vitest';
import { changesSince, mustBeSeen } from './changes.ts';
import { openTask } from './testing/tasks.ts';

const RECORD = { stage: 'won', amount: '10.00', owner: null, tags: ['a'] };
const task = openTask({ record: RECORD, acknowledgeChanges: true });
const now = (values: Remembered['values'], more: Partial<Remembered> = {}): Remembered => ({
  tenantId: 't1',
  module: 'leads',
  recordId: 'r1',
  values,
  unknown: [],
  deleted: false,
  sequence: 2n,
  positionId: 'p2',
  committedAtMs: 2_000,
  ...more,
});
const changes = (remembered: Remembered | undefined) =>
  changesSince(task, remembered, (field) => (field === 'amount' ? 'decimal' : 'text'));

describe('the changes', () => {
  it('are the fields that hold another value', () => {
    expect(changes(now({ ...RECORD, stage: 'lost', owner: 'u1', more: 1 }))).toMatchObject({
      state: 'changed',
      asOfMs: 2_000,
      fields: [
        { field: 'stage', before: 'won', now: 'lost' },
        { field: 'owner', before: null, now: 'u1' },
      ],
    });
  });
  it('are none where values are written in another way', () => {
    expect(changes(now({ ...RECORD, amount: '10.0', owner: '' })).state).toBe('same');
  });
  it('leave out what was not sent', () => {
    const { stage: _, ...rest } = RECORD;
    expect(changes(now(rest, { unknown: ['stage'] })).state).toBe('same');
    expect(changes(now({}, { unknown: 'rest' })).state).toBe('same');
    expect(changes(now(rest)).fields).toEqual([{ field: 'stage', before: 'won', now: null }]);
  });
  it('say that the record is gone', () => {
    expect(changes(now({}, { deleted: true }))).toMatchObject({ state: 'deleted', fields: [] });
  });
  it('are unknown where the mirror has nothing, or less than the task', () => {
    expect(changes(undefined)).toMatchObject({ state: 'unknown', asOfMs: null });
    expect(changes(now({ stage: 'old' }, { committedAtMs: 899 }))).toMatchObject({ state: 'unknown' });
  });
});

describe('the tag', () => {
  it('is the same for the same changes, however often the record was saved', () => {
    const [one, two] = [1, 2].map((at) =>
      changes(now({ ...RECORD, stage: 'lost' }, { positionId: `p${at}`, committedAtMs: 1_000 + at })),
    );
    expect(one?.tag).toBe(two?.tag);
  });
  it('is another one for every other state', () => {
    const states = [
      changes(now(RECORD)),
      changes(now({ ...RECORD, stage: 'lost' })),
      changes(now({ ...RECORD, stage: 'open' })),
      changes(now({ ...RECORD, owner: 'lost' })),
      changes(now({}, { deleted: true })),
      changes(undefined),
    ];
    expect(new Set(states.map(({ tag }) => tag)).size).toBe(states.length);
  });
});

describe('changes must be seen', () => {
  it.each([
    ['changed', now({ ...RECORD, stage: 'lost' }), true],
    ['deleted', now({}, { deleted: true }), true],
    ['same', now(RECORD), false],
    ['unknown', undefined, false],
  ] as const)('where they are %s: %#', (_, remembered, must) => {
    expect(mustBeSeen(task, changes(remembered))).toBe(must);
    expect(mustBeSeen({ ...task, acknowledgeChanges: false }, changes(remembered))).toBe(false);
  });
});
