/** How calendars are answered and refused. */
import { defaultZone, type SourceMapping } from '@upshot/mapping';
import { standardSettings, type StoredCalendar } from '@upshot/tenant-calendars';
import { okay, type Answer } from '../../../http/answer.ts';
import { admits } from '../../../http/if-match.ts';
import { problemShape } from '../../../http/refusal.ts';

/** A tenant's calendar: null in the store is the usual week in the mapping's zone, as revision 0. */
export const settingsOf = (stored: StoredCalendar | null, modules: SourceMapping) =>
  stored?.settings ?? standardSettings(defaultZone(modules));

export const revisionOf = (stored: StoredCalendar | null): number => stored?.revision ?? 0;

/** The calendar with its ETag. */
export function answerCalendar(stored: StoredCalendar | null, modules: SourceMapping): Answer {
  const revision = revisionOf(stored);
  const updatedAt = stored === null ? null : new Date(stored.updatedAtMs).toISOString();
  return okay({ ...settingsOf(stored, modules), revision, updatedAt }, { etag: etagOf(revision) });
}

const etagOf = (revision: number): string => `"${String(revision)}"`;

/** Whether an If-Match header admits the revision; without the header every one is admitted. */
export const isMatched = (ifMatch: string, revision: number): boolean => admits(ifMatch, etagOf(revision));

export const isAnother = (): Answer =>
  problemShape({ status: 412, message: 'The calendar is no longer the one that this would replace' });

export const changedByOthers = (): Answer =>
  problemShape({ status: 409, message: 'The calendar is being changed by others: try again' });
