/** When something with a due date is overdue. */
import type { DateSchedule } from './types.ts';

/**
 * The schedule of "overdue" for a due date: a day is over when the next one begins in the zone, an instant when it has
 * come. Once per due value.
 */
export const overdueSchedule = (field: string, type: 'date' | 'datetime', zone: string): DateSchedule => ({
  field,
  offset: type === 'date' ? { amount: 1, unit: 'days' } : { amount: 0, unit: 'minutes' },
  timeOfDay: null,
  zone,
  recurrence: 'once',
});
