/** Events per second of this process's CPU time. */
import type { Loaded } from './engines/index.ts';

export interface Timing {
  readonly warmUpMs: number;
  readonly measureMs: number;
  /** How many events are compared between engines, and for how long at most. */
  readonly checked: number;
  readonly checkMs: number;
  /** How many different events there are; they come round again. */
  readonly events: number;
}

export interface Rate {
  readonly events: number;
  readonly cpuSeconds: number;
}

/** A slow engine is measured for longer, up to so many times as long, until it has had its fill of events. */
const LEAST_EVENTS = 50;
const MOST_TIMES = 4;

/** Long enough for the clock, short enough to end in time. */
const CHUNK_SECONDS = 0.02;

/** Runs `loaded` until it is warm, and then for a while by its own CPU time; collecting garbage counts. */
export async function measureRate(loaded: Loaded, timing: Timing): Promise<Rate> {
  const cursor = { place: 0, chunk: 1, events: timing.events };
  await spend(loaded, cursor, timing.warmUpMs / 1000, 0);
  return spend(loaded, cursor, timing.measureMs / 1000, LEAST_EVENTS);
}

interface Cursor {
  readonly events: number;
  place: number;
  chunk: number;
}

async function spend(loaded: Loaded, cursor: Cursor, seconds: number, least: number): Promise<Rate> {
  const began = cpuSeconds();
  let [events, spent] = [0, 0];
  while (spent < seconds || (events < least && spent < MOST_TIMES * seconds)) {
    const to = Math.min(cursor.events, cursor.place + cursor.chunk);
    const matches = loaded.run(cursor.place, to);
    if (typeof matches !== 'number') await matches;
    events += to - cursor.place;
    cursor.place = to === cursor.events ? 0 : to;
    const before = spent;
    spent = cpuSeconds() - began;
    if (spent - before < CHUNK_SECONDS) cursor.chunk *= 2;
  }
  return { events, cpuSeconds: spent };
}

/** The CPU time of this process so far. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
