/** A log that says nothing. */
import type { BusLog } from './bus.ts';

export const silentLog: BusLog = { info: () => undefined, warn: () => undefined, error: () => undefined };
