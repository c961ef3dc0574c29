/** Shows that the quick reading of dates says what the whole one says, and leaves to it what is written in another way. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInstant } from './index.ts';
import { parsePlainInstant } from './plain-instant.ts';

const anyDate = fc.date({
  min: new Date('0000-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
});

describe('parsePlainInstant', () => {
  it('reads dates and instants as they are', () => {
    fc.assert(
      fc.property(anyDate, (date) => {
        const iso = date.toISOString();
        expect(parsePlainInstant(iso)).toBe(date.getTime());
        expect(parsePlainInstant(`${iso.slice(0, 19)}Z`)).toBe(Date.parse(`${iso.slice(0, 19)}Z`));
        expect(parsePlainInstant(iso.slice(0, 10))).toBe(Date.parse(iso.slice(0, 10)));
      }),
    );
  });
  it('says of no text what the whole reading does not', () => {
    const cut = fc
      .tuple(anyDate, fc.nat({ max: 24 }), fc.constantFrom('', 'x', '9', ':', '-', ' ', '+'))
      .map(([date, place, other]) => {
        const iso = date.toISOString();
        return iso.slice(0, place) + other + iso.slice(place + 1);
      });
    fc.assert(
      fc.property(cut, (text) => {
        const plain = parsePlainInstant(text);
        if (plain !== undefined) expect([text, Date.parse(text)]).toEqual([text, plain]);
      }),
      { numRuns: 2_000 },
    );
  });
  it.each([
    '2026-02-29',
    '2026-13-01',
    '2026-03-01T24:00:00Z',
    '2026-03-01T10:60:00Z',
    '2026-03-01T10:00:60.000Z',
    '2026-03-01 10:00:00Z',
    '2026-03-01T10:00:00',
    '2026-03-01T10:00:00,000Z',
    '2026/03/01',
    '',
  ])('leaves %s to the whole reading', (text) => {
    expect(parsePlainInstant(text)).toBeUndefined();
  });
  it('leaves the rest as it was', () => {
    expect(parseInstant('2026-03-01')).toEqual({ ms: Date.UTC(2026, 2, 1), rest: '' });
    expect(parseInstant(' 2026-03-01T10:00:00.000Z ')).toEqual({ ms: Date.UTC(2026, 2, 1, 10), rest: '' });
  });
});
