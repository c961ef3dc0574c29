/** What timers stand beside: the plainest queue in the same database, each taken by one find-and-delete over an index. */
import { fill, type Timers } from './fill.ts';

const WORKERS = 8;

/** Timers per second that `WORKERS` take from a collection in which `pending` others wait. */
export async function plainRate(timers: Timers, pending: number, due: number): Promise<number> {
  await timers.createIndex({ dueAtMs: 1 });
  const nowMs = Date.now();
  await fill(timers, 'pending', pending, (n) => nowMs + 86_400_000 + n);
  await fill(timers, 'due', due, () => nowMs);
  let taken = 0;
  const beganAt = performance.now();
  const take = () =>
    timers.findOneAndDelete(
      { dueAtMs: { $lte: Date.now() } },
      { sort: { dueAtMs: 1 }, projection: { _id: 1 } },
    );
  const work = async (): Promise<void> => {
    while ((await take()) !== null) taken += 1;
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  return taken / ((performance.now() - beganAt) / 1_000);
}
