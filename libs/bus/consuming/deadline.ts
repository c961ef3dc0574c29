/** Waits, but not for ever. */

/** Whether `work` settled (either way) within `ms`; it goes on otherwise. */
export async function settlesWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, ms, false);
  const settled = (): void => resolve(true);
  work.then(settled, settled);
  const inTime = await promise;
  clearTimeout(timer);
  return inTime;
}
