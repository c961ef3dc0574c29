/** Shows the days of a year as people read them. */
import { describe, expect, it } from 'vitest';
import { standardSettings } from './index.ts';
import { specialDays } from './special-days.ts';

const MORNING = [{ from: '09:00', to: '12:00' }];
const settings = {
  ...standardSettings('Europe/Berlin'),
  publicHolidays: { country: 'DE', state: 'BE' },
  days: [
    { day: '2027-12-24', name: 'closed this year', hours: [] },
    { day: '12-24', name: 'Christmas Eve', hours: MORNING },
    { day: '2027-03-08', name: 'we work', hours: MORNING },
    { day: '02-29', name: 'leap day', hours: [] },
  ],
};
const daysIn = (year: number) => specialDays(settings, year);

describe('the special days of a year', () => {
  it('come in order, each once, with its hours and where it is from', () => {
    const days = daysIn(2027).map(({ day }) => day);
    expect(days).toEqual([...new Set(days)].toSorted());
    expect(daysIn(2027)).toContainEqual({
      day: '2027-12-25',
      name: '1. Weihnachtstag',
      from: 'public',
      hours: [],
    });
    expect(daysIn(2026)).toContainEqual({
      day: '2026-12-24',
      name: 'Christmas Eve',
      from: 'own',
      hours: MORNING,
    });
  });
  it('take the one of a single year before that of each, and their own before a public one', () => {
    expect(daysIn(2027).filter(({ day }) => day === '2027-12-24')).toMatchObject([
      { name: 'closed this year' },
    ]);
    expect(daysIn(2027).filter(({ day }) => day === '2027-03-08')).toMatchObject([{ name: 'we work' }]);
    expect(daysIn(2028).filter(({ day }) => day === '2028-03-08')).toMatchObject([{ from: 'public' }]);
  });
  it('know which years have a leap day', () => {
    const leaps = [2026, 2027, 2028, 2100].filter((year) =>
      daysIn(year).some(({ day }) => day.endsWith('02-29')),
    );
    expect(leaps).toEqual([2028]);
  });
  it.each([0, 99, 1000, 9999])('have their own in the year %i too', (year) => {
    expect(daysIn(year).map(({ name }) => name)).toContain('Christmas Eve');
  });
  it('are none where nothing was said', () => {
    expect(specialDays(standardSettings('UTC'), 2027)).toEqual([]);
  });
});
