/** Waits, but not for ever. */
import { setTimeout as pause } from 'node:timers/promises';

/** Whether `work` settled (either way) within `ms`; it goes on otherwise. */
export async function settlesWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  const cancel = new AbortController();
  const late = pause(ms, false, { signal: cancel.signal }).catch(() => false);
  const settled = work.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([settled, late]);
  } finally {
    cancel.abort();
  }
}
