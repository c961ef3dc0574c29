/** What becomes of a date's timer: whatever order commands come in and however often, the newest counts, once per value. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planDate, type DateChange } from './plan-date.ts';
import { DATE_KEPT_MS, type DateTimer } from './ports/timer.ts';
import { dateCommand } from './testing/date-command.ts';

const NOW_MS = 50_000;
const DAY = '2026-03-01';
const OTHER_DAY = '2026-04-01';

type Told = Parameters<typeof dateCommand>[3];

function change(dueAtMs: number, sequence: number, told: Told = {}): DateChange {
  const { verb, timerId, tenantId, date } = dateCommand('timer', dueAtMs, sequence, {
    occurrence: DAY,
    ...told,
  });
  if (date === null || (verb !== 'plan' && verb !== 'withdraw')) expect.unreachable();
  return { verb, timerId, tenantId, dueAtMs, date, traceparent: null };
}

const withdraw = (sequence: number, told: Told = {}) => change(0, sequence, { verb: 'withdraw', ...told });
const after = (...changes: readonly DateChange[]): DateTimer | null =>
  changes.reduce<DateTimer | null>((timer, each) => planDate(timer, each, NOW_MS), null);
const told = (timer: DateTimer | null, ...changes: readonly DateChange[]): DateTimer | null =>
  changes.reduce<DateTimer | null>((known, each) => planDate(known, each, NOW_MS), timer);
/** As the claims mark it. */
const fired = (timer: DateTimer | null): DateTimer | null =>
  timer && {
    ...timer,
    state: 'fired',
    date: { ...timer.date, fired: [...timer.date.fired, timer.date.occurrence] },
  };
const shown = (timer: DateTimer | null) => timer && [timer.state, timer.dueAtMs, timer.date.occurrence];

describe('a date of a record', () => {
  it('is set, moved earlier and later', () => {
    expect(shown(after(change(100, 1)))).toEqual(['pending', 100, DAY]);
    expect(shown(after(change(100, 1), change(70, 2, { occurrence: OTHER_DAY })))).toEqual([
      'pending',
      70,
      OTHER_DAY,
    ]);
    expect(shown(after(change(100, 1), change(900, 2, { occurrence: OTHER_DAY })))).toEqual([
      'pending',
      900,
      OTHER_DAY,
    ]);
  });
  it('is cancelled, remembered for a while, and set anew', () => {
    const cancelled = after(change(100, 1), withdraw(2));
    expect(shown(cancelled)).toEqual(['cancelled', 100, DAY]);
    expect(cancelled?.expireAt).toEqual(new Date(NOW_MS + DATE_KEPT_MS));
    const again = told(cancelled, change(100, 3));
    expect(shown(again)).toEqual(['pending', 100, DAY]);
    expect(again).not.toHaveProperty('expireAt');
  });
  it('that nobody planned is not cancelled', () => {
    expect(after(withdraw(1))).toBeNull();
  });
  it.each([
    ['an older change', change(70, 1, { occurrence: OTHER_DAY })],
    ['an older withdrawal', withdraw(1)],
    ['the same change again', change(100, 2)],
    ['an older version of the definition', change(70, 2, { definitionVersion: 0, occurrence: OTHER_DAY })],
    ['an existing record read as of the same change', change(100, 2, { fromMs: 90 })],
  ])('is left as it is by %s', (_, late) => {
    const known = after(change(100, 2));
    expect(planDate(known, late, NOW_MS)).toBe(known);
  });
  it('has the plan of the newer version', () => {
    expect(shown(after(change(100, 1), change(70, 1, { definitionVersion: 2 })))).toEqual([
      'pending',
      70,
      DAY,
    ]);
  });
  it('is planned by a change where the existing record had been read first, and its date had passed', () => {
    expect(shown(after(change(100, 1, { fromMs: 200 })))).toBeNull();
    const known = after(change(300, 1, { fromMs: 200 }));
    expect(shown(told(known, change(300, 1, { fromMs: 0 })))).toEqual(['pending', 300, DAY]);
  });
  it('is looked at again where version and change come apart, whichever came first', () => {
    const [older, newer] = [
      change(100, 2, { fromMs: 20 }),
      change(70, 1, { definitionVersion: 2, fromMs: 10 }),
    ];
    for (const timer of [after(older, newer), after(newer, older)]) {
      expect(shown(timer)).toEqual(['pending', NOW_MS, '']);
      expect(timer?.date).toMatchObject({ definitionVersion: 2, sequence: older.date.sequence, fromMs: 20 });
      expect(told(timer, older, newer)).toBe(timer);
      const looked = change(90, 2, { definitionVersion: 2, follows: '' });
      expect(shown(told(fired(timer), looked))).toEqual(['pending', 90, DAY]);
      expect(shown(told(fired(timer), { ...looked, verb: 'withdraw' }))).toEqual(['cancelled', NOW_MS, DAY]);
    }
  });
});

describe('what is past', () => {
  it('is not planned', () => {
    expect(after(change(100, 1, { fromMs: 100 }))).toBeNull();
    expect(shown(after(change(100, 1), change(70, 2, { fromMs: 90, occurrence: OTHER_DAY })))?.[0]).toBe(
      'cancelled',
    );
  });
  it('still fires where it was due before the change and only the firing is late', () => {
    const known = after(change(100, 1));
    expect(shown(told(known, change(100, 2, { fromMs: 150 })))).toEqual(['pending', 100, DAY]);
    expect(shown(told(known, change(9_000, 2, { fromMs: 150, occurrence: `${DAY}+12` })))).toEqual([
      'pending',
      100,
      DAY,
    ]);
  });
  it('does not, where the date was moved or the definition has another version', () => {
    const known = after(change(100, 1));
    expect(shown(told(known, change(9_000, 2, { fromMs: 150, occurrence: OTHER_DAY })))?.[1]).toBe(9_000);
    expect(shown(told(known, change(9_000, 2, { fromMs: 150, definitionVersion: 2 })))?.[1]).toBe(9_000);
  });
});

describe('a date that has fired', () => {
  it('does not fire for the same value again, and does for another', () => {
    const timer = fired(after(change(100, 1)));
    expect(shown(told(timer, change(100, 2)))?.[0]).toBe('fired');
    expect(shown(told(timer, change(100, 2, { definitionVersion: 2 })))?.[0]).toBe('fired');
    expect(shown(told(timer, withdraw(2), change(100, 3)))?.[0]).toBe('cancelled');
    const moved = told(timer, change(700, 2, { occurrence: OTHER_DAY }));
    expect(shown(moved)).toEqual(['pending', 700, OTHER_DAY]);
    expect(shown(told(moved, change(100, 3)))?.[0]).toBe('cancelled');
  });
  it('is followed by its next turn, once', () => {
    const timer = fired(after(change(100, 1)));
    const next = change(9_000, 1, { occurrence: `${DAY}+12`, follows: DAY });
    const waiting = told(timer, next);
    expect(shown(waiting)).toEqual(['pending', 9_000, `${DAY}+12`]);
    expect(told(waiting, next)).toBe(waiting);
    expect(told(fired(waiting), next)?.state).toBe('fired');
  });
  it('is followed by its next turn even where the firing is not marked yet', () => {
    const next = change(9_000, 1, { occurrence: `${DAY}+12`, follows: DAY });
    const waiting = after(change(100, 1), next);
    expect(shown(waiting)).toEqual(['pending', 9_000, `${DAY}+12`]);
    expect(waiting?.date.fired).toEqual([DAY]);
  });
  it('is not followed where a later change has moved or cancelled it', () => {
    const next = change(9_000, 1, { occurrence: `${DAY}+12`, follows: DAY });
    const moved = told(fired(after(change(100, 1))), change(700, 2, { occurrence: OTHER_DAY }));
    expect(told(moved, next)).toBe(moved);
    const gone = told(fired(after(change(100, 1))), withdraw(2));
    expect(told(gone, next)).toBe(gone);
  });
  it('ends where nothing follows', () => {
    const timer = fired(after(change(100, 1)));
    expect(told(timer, change(100, 1, { follows: DAY }))?.state).toBe('fired');
    expect(told(timer, withdraw(1, { follows: DAY }))?.state).toBe('cancelled');
  });
  it('keeps its next turn where an older moment is told again', () => {
    const timer = told(
      fired(after(change(100, 1))),
      change(9_000, 1, { occurrence: `${DAY}+12`, follows: DAY }),
      change(100, 2),
    );
    expect(shown(timer)).toEqual(['pending', 9_000, `${DAY}+12`]);
  });
  it('is remembered with as many others as are kept', () => {
    let timer = after(change(100, 1));
    for (let turn = 1; turn <= 70; turn += 1) {
      const follows = timer?.date.occurrence ?? '';
      timer = told(timer, change(100 + turn, 1, { occurrence: `${DAY}+${turn}`, follows }));
    }
    expect(timer?.date.fired).toHaveLength(64);
  });
});

describe('in whatever order and number they come', () => {
  const commands = fc
    .array(fc.record({ dueAtMs: fc.integer({ min: 1, max: 500 }), plan: fc.boolean() }), {
      minLength: 1,
      maxLength: 6,
    })
    .map((parts) =>
      parts.map(({ dueAtMs, plan }, at) =>
        plan ? change(dueAtMs, at + 1, { occurrence: `v${dueAtMs}` }) : withdraw(at + 1),
      ),
    );
  it('the newest change of one version decides', () => {
    fc.assert(
      fc.property(commands, fc.array(fc.nat(5), { maxLength: 12 }), (changes, order) => {
        const last = changes.at(-1) ?? change(1, 1);
        const shuffled = [
          ...order.flatMap((at) => changes[at] ?? []),
          last,
          ...order.flatMap((at) => changes[at] ?? []),
        ];
        // A withdrawal of what nobody planned leaves nothing behind that an older plan could be held against.
        fc.pre(last.verb === 'plan' || changes[0]?.verb === 'plan');
        const timer = told(after(...(last.verb === 'plan' ? [] : changes)), ...shuffled);
        expect(timer?.state).toBe(last.verb === 'plan' ? 'pending' : 'cancelled');
        if (last.verb === 'plan') expect(timer?.dueAtMs).toBe(last.dueAtMs);
      }),
    );
  });
});
