/** Shows that business days of a time trigger are the tenant's, and that a date which was planned stays where its calendar changes. */
import {
  standardCalendar,
  type BusinessCalendar,
  type DateSchedule,
  type Recurrence,
} from '@upshot/calendar';
import type { Definition } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import type { Remembered } from '@upshot/mirror-reader';
import { newTally } from '@upshot/rules';
import type { DueTrigger, RunCommand, TimerCommand } from '@upshot/schemas';
import { contextFromHeaders, startTelemetry } from '@upshot/telemetry';
import { describe, expect, it } from 'vitest';
import { checkDues } from '../stages/check-due.ts';
import { planDues } from '../stages/plan-due.ts';
import { image, overdueTasks, timeRulesBy } from '../testing/time.ts';
import { createVerdicts } from '../verdicts.ts';
import { judge } from './judge.ts';
import type { TimeRule } from './time-rules.ts';

const BERLIN = standardCalendar('Europe/Berlin');
const HOLIDAY: BusinessCalendar = { ...BERLIN, holidays: ['2026-12-07'] };

/** Three business days before the due date at nine; it recurs, or not. */
const schedule = (
  recurrence: Recurrence,
  unit: DateSchedule['offset']['unit'] = 'business_days',
): DateSchedule => ({
  field: 'due_date',
  offset: { amount: 3, unit },
  timeOfDay: '09:00',
  zone: 'Europe/Berlin',
  recurrence,
});
const definitionOf = (recurrence: Recurrence, unit?: DateSchedule['offset']['unit']): Definition =>
  overdueTasks({}, { kind: 'date_reached', schedule: schedule(recurrence, unit) });

function ruleBy(find: () => BusinessCalendar | null, definition = definitionOf('once')): TimeRule {
  const calendars = {
    find() {
      const calendar = find();
      return calendar === null ? null : { revision: 1, calendar };
    },
  };
  return timeRulesBy(calendars, definition).find(definition.tenantId, definition.id) ?? expect.unreachable();
}
const THURSDAY = { due_date: '2026-12-03' };
const dueBy = (rule: TimeRule): string | null => {
  const judged = judge(rule, image(THURSDAY), 0);
  return judged.kind === 'due' ? new Date(judged.occurrence.dueAtMs).toISOString() : judged.kind;
};

describe('a time trigger in business days', () => {
  it('counts by the calendar of its tenant', () => {
    expect(dueBy(ruleBy(() => HOLIDAY))).toBe('2026-12-09T08:00:00.000Z');
  });
  it('counts the usual week in its own zone where the tenant has none', () => {
    expect(dueBy(ruleBy(() => null))).toBe('2026-12-08T08:00:00.000Z');
  });
  it('counts by the calendar as it is now', () => {
    let calendar: BusinessCalendar | null = null;
    const rule = ruleBy(() => calendar);
    expect(dueBy(rule)).toBe('2026-12-08T08:00:00.000Z');
    calendar = HOLIDAY;
    expect(dueBy(rule)).toBe('2026-12-09T08:00:00.000Z');
  });
  it('waits until calendars are known, and nobody else does', () => {
    const unknown = (): never => {
      throw new UpshotError('store_unavailable', 'not read yet');
    };
    expect(() => dueBy(ruleBy(unknown))).toThrow(UpshotError);
    for (const unit of ['days', 'weeks', 'hours', 'months'] as const)
      expect(dueBy(ruleBy(unknown, definitionOf('once', unit)))).toMatch(/Z$/u);
  });
});

const at = (text: string): number => Date.parse(text);

/** What a date of the task comes to when it fires: the starts, and what is planned after it. */
function fire(rule: TimeRule, more: Partial<DueTrigger>) {
  const record: Remembered = {
    tenantId: 'demo',
    module: 'tasks',
    recordId: 't1',
    values: { id: 't1', status: 'open', ...THURSDAY },
    unknown: [],
    deleted: false,
    sequence: 1n,
    positionId: 'p',
    committedAtMs: 1,
  };
  const due: DueTrigger = {
    tenantId: 'demo',
    timerId: 'timer',
    definitionId: rule.definition.id,
    definitionVersion: rule.definition.version,
    module: 'tasks',
    recordId: 't1',
    sequence: '1',
    fromMs: 0,
    occurrence: '2026-12-03',
    dueAtMs: at('2026-12-08T08:00:00Z'),
    firedAtMs: at('2026-12-08T08:00:01Z'),
    rootRunId: null,
    depth: 0,
    ...more,
  };
  const [starts, told]: [RunCommand[], TimerCommand[]] = [[], []];
  const ports = {
    verdicts: createVerdicts({ countRecords: () => {} }, newTally()),
    telemetry: startTelemetry({ service: 'test' }),
    now: () => due.firedAtMs,
    codec: { encode: (command: RunCommand) => (starts.push(command), Buffer.alloc(0)) },
    timerCodec: { encode: (command: TimerCommand) => (told.push(command), Buffer.alloc(0)) },
  };
  const about = { recordId: 't1', image: record, related: new Map() };
  const read = [{ due, rule, topic: 't', context: contextFromHeaders({}), record, about }];
  planDues(checkDues(read, ports), ports);
  return {
    starts: starts.length,
    next: told.map(({ dueAtMs, date }) => [new Date(dueAtMs).toISOString(), date?.occurrence]),
  };
}

describe('a date that was planned by an earlier calendar', () => {
  it('starts its run when it fires, though by the calendar of now it would come later', () => {
    expect(
      fire(
        ruleBy(() => HOLIDAY),
        {},
      ),
    ).toEqual({ starts: 1, next: [] });
  });
  it('starts it, though it would have come earlier', () => {
    const dueAtMs = at('2026-12-09T08:00:00Z');
    expect(
      fire(
        ruleBy(() => BERLIN),
        { dueAtMs, firedAtMs: dueAtMs + 1 },
      ),
    ).toEqual({ starts: 1, next: [] });
  });
  it.each([
    ['later', HOLIDAY, '2026-12-08T08:00:00Z'],
    ['earlier', BERLIN, '2026-12-09T08:00:00Z'],
  ])('and recurs, is followed by its next turn and not by itself: %s', (_, calendar, due) => {
    const rule = ruleBy(() => calendar, definitionOf('yearly'));
    expect(fire(rule, { dueAtMs: at(due), firedAtMs: at(due) + 1 })).toEqual({
      starts: 1,
      next: [['2027-12-08T08:00:00.000Z', '2026-12-03+12']],
    });
  });
  it('starts none where another version, or another value, is meant by now', () => {
    const later = { starts: 0, next: [['2026-12-09T08:00:00.000Z', '2026-12-03']] };
    const { version } = definitionOf('once');
    expect(
      fire(
        ruleBy(() => HOLIDAY),
        { definitionVersion: version - 1 },
      ),
    ).toEqual(later);
    expect(
      fire(
        ruleBy(() => HOLIDAY),
        { occurrence: '2026-12-02' },
      ),
    ).toEqual(later);
  });
});
