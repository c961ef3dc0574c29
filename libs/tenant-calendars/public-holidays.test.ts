/** Shows the holidays of some places, held against what their laws say, and how parts of days and strange places are taken. */
import { describe, expect, it } from 'vitest';
import { holidaysIn, strangeIn, type PublicHolidays } from './public-holidays.ts';

const daysIn = (where: PublicHolidays, year: number): readonly string[] =>
  holidaysIn(where, year).map(({ day }) => day.slice(5));

describe('public holidays', () => {
  it.each<[string, PublicHolidays, number, string]>([
    [
      'Berlin',
      { country: 'DE', state: 'BE' },
      2027,
      '01-01 03-08 03-26 03-29 05-01 05-06 05-17 10-03 12-25 12-26',
    ],
    [
      'Bavaria, Augsburg',
      { country: 'DE', state: 'BY', region: 'A' },
      2026,
      '01-01 01-06 04-03 04-06 05-01 05-14 05-25 06-04 08-08 08-15 10-03 11-01 12-25 12-26',
    ],
    [
      'England, with substitutes',
      { country: 'GB', state: 'ENG' },
      2027,
      '01-01 03-26 03-29 05-03 05-31 08-30 12-25 12-26 12-27 12-28',
    ],
    [
      'the United States, with substitutes',
      { country: 'US' },
      2026,
      '01-01 01-19 02-16 05-25 06-19 07-03 07-04 09-07 10-12 11-11 11-26 12-25',
    ],
  ])('of %s', (_, where, year, days) => {
    expect(daysIn(where, year).join(' ')).toBe(days);
  });
  it('that begin at sunset are of the day after it', () => {
    expect(holidaysIn({ country: 'IL' }, 2027)).toContainEqual(
      expect.objectContaining({ day: '2027-10-11' }),
    );
    expect(daysIn({ country: 'IL' }, 2027)).not.toContain('10-10');
  });
  it('of an afternoon are days like others', () => {
    const where: PublicHolidays = { country: 'CH', state: 'ZH', kinds: ['optional'] };
    expect(daysIn(where, 2027)).toContain('01-02');
    expect(daysIn(where, 2027)).not.toContain('09-13');
  });
  it('have a name, and come in order, a day once', () => {
    const found = holidaysIn({ country: 'DE', state: 'SN' }, 2026);
    expect(found.every(({ name }) => name.length > 0)).toBe(true);
    const days = found.map(({ day }) => day);
    expect(days).toEqual([...new Set(days)].toSorted());
    expect(days.every((day) => day.startsWith('2026-'))).toBe(true);
  });
  it('are worked out once, and none far from now', () => {
    const where = { country: 'FR' };
    expect(holidaysIn(where, 2026)).toBe(holidaysIn({ country: 'FR', kinds: ['public'] }, 2026));
    expect([holidaysIn(where, 1969), holidaysIn(where, 2201), holidaysIn(where, 9999)]).toEqual([[], [], []]);
  });
  it.each<[PublicHolidays, string | null]>([
    [{ country: 'DE' }, null],
    [{ country: 'DE', state: 'BY', region: 'A' }, null],
    [{ country: 'XX' }, 'country'],
    [{ country: 'toString' }, 'country'],
    [{ country: 'DE', state: 'XX' }, 'state'],
    [{ country: 'DE', region: 'A' }, 'state'],
    [{ country: 'DE', state: 'BE', region: 'A' }, 'region'],
    [{ country: 'MC', state: 'XX' }, 'state'],
  ])('of %j: strange is %j', (where, strange) => {
    expect(strangeIn(where)).toBe(strange);
  });
});
