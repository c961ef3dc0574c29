/** GET /api/calendar/days: the days of a year that are unlike their weekday, with their names. */
import { specialDays } from '@upshot/tenant-calendars';
import { okay } from '../../../http/answer.ts';
import type { Handler } from '../../handler.ts';
import { refuseProblems, type NativeProblem } from '../refusals.ts';
import { settingsOf } from './answers.ts';

const YEAR = /^\d{4}$/u;

export const listSpecialDays: Handler = async ({ caller, query }, { calendars, modules, now }) => {
  const problems = problemsOf(query);
  if (problems.length > 0) return refuseProblems(400, 'The query is refused', problems);
  const year = Number(query.get('year') ?? new Date(now()).getUTCFullYear());
  return okay({ year, days: specialDays(settingsOf(await calendars.find(caller), modules), year) });
};

function problemsOf(query: URLSearchParams): readonly NativeProblem[] {
  return [...new Set(query.keys())].flatMap((name) => {
    if (name !== 'year')
      return [{ path: [name], code: 'unknown_property', message: 'is not a known parameter' }];
    const values = query.getAll(name);
    const isYear = values.length === 1 && YEAR.test(values[0] ?? '');
    return isYear
      ? []
      : [{ path: [name], code: 'invalid_value', message: 'must be one year of four digits' }];
  });
}
