/** PUT /api/calendar: puts a whole calendar in the place of the one there. Services know it within seconds. */
import type { Handler } from '../../handler.ts';
import { readBody } from '../read-body.ts';
import { answerCalendar, changedByOthers, isAnother, isMatched, revisionOf } from './answers.ts';
import { calendarBody } from './bodies.ts';

/** With If-Match, or with the revision that was read, only where it still is that one. */
export const putCalendar: Handler = async ({ caller, body, header }, { calendars, modules }) => {
  const read = readBody(calendarBody, body, 'The calendar');
  if (!read.ok) return read.error;
  const { revision, updatedAt: _, ...settings } = read.value;
  const replaces = revisionOf(await calendars.find(caller));
  if (!isMatched(header('if-match'), replaces) || (revision ?? replaces) !== replaces) return isAnother();
  const stored = await calendars.put(caller, { settings, replaces, updatedBy: caller.keyId });
  return stored === null ? changedByOthers() : answerCalendar(stored, modules);
};
