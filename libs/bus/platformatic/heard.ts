/** Notices answers that are long overdue. */
import { UpshotError } from '@upshot/errors';
import { settlesWithin } from '../consuming/deadline.ts';

/**
 * The answer, or `bus_unavailable` when it takes longer than `ms`, which `onSilence` hears of as well: one that comes
 * after all may block those behind it or be taken for another, so whoever waits for more must begin anew.
 */
export async function heard<T>(
  asking: Promise<T>,
  ms: number,
  doing: string,
  onSilence: (thrown: UpshotError) => void,
): Promise<T> {
  if (await settlesWithin(asking, ms)) return asking;
  const silence = new UpshotError('bus_unavailable', `${doing}: no answer`);
  onSilence(silence);
  throw silence;
}
