/** GET /api/calendar: when the tenant's people work. */
import type { Handler } from '../../handler.ts';
import { answerCalendar } from './answers.ts';

export const getCalendar: Handler = async ({ caller }, { calendars, modules }) =>
  answerCalendar(await calendars.find(caller), modules);
