/** Spans of time as people write them. */
import { standardCalendar } from '@upshot/calendar';
import { describe, expect, it } from 'vitest';
import { addSpan } from './index.ts';

const THURSDAY = Date.parse('2026-01-08T15:30:00Z');
const berlin = {
  calendar: standardCalendar('Europe/Berlin'),
  tenantZone: 'Europe/Berlin',
  recordZone: null,
  ownerZone: null,
};
const after = (span: string): string => new Date(addSpan(THURSDAY, span, berlin)).toISOString();

describe('a span of time', () => {
  it.each([
    ['250 milliseconds', '2026-01-08T15:30:00.250Z'],
    ['1 second', '2026-01-08T15:30:01.000Z'],
    ['90 minutes', '2026-01-08T17:00:00.000Z'],
    ['1 day', '2026-01-09T15:30:00.000Z'],
    ['3 business days', '2026-01-13T15:30:00.000Z'],
    ['2 business hours', '2026-01-09T09:30:00.000Z'],
    ['1 business week', '2026-01-15T15:30:00.000Z'],
    ['6 months', '2026-07-08T14:30:00.000Z'],
  ])('%s', (span, expected) => {
    expect(after(span)).toBe(expected);
  });
  it.each(['', 'soon', '3', 'three days', '3 fortnights', '-1 day', '1.5 days', '3  days'])(
    'is not "%s"',
    (span) => {
      expect(() => after(span)).toThrow(/no span of time/u);
    },
  );
});
