/** Does a service's parts of every erasure that is due, again and again: what it runs beside its work. */
import { setTimeout as sleep } from 'node:timers/promises';
import { toUpshotError } from '@upshot/errors';
import type { Db } from 'mongodb';
import { ERASURE_PARTS, type ErasePart, type ErasurePart } from './erasure-document.ts';
import { createErasures } from './erasures.ts';

/** How each part that is a service's own is done. */
export type ErasureWork = Partial<Readonly<Record<ErasurePart, ErasePart>>>;

export interface EraseUntilPorts {
  readonly db: Db;
  /** What the service has to erase. */
  readonly parts: ErasureWork;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
  readonly pauseMs?: number;
}

const PAUSE_MS = 10_000;

/** Until `signal` aborts; what is thrown is logged and tried again, and keeps no other part waiting. */
export async function eraseUntil(signal: AbortSignal, ports: EraseUntilPorts): Promise<void> {
  const { db, parts, log, pauseMs = PAUSE_MS } = ports;
  const erasures = createErasures(db, Date.now);
  const own = ERASURE_PARTS.filter((part) => parts[part] !== undefined);
  const wait = (thrown: unknown, fields: object = {}): void => {
    if (!signal.aborted) log.warn({ error: toUpshotError(thrown), ...fields }, 'an erasure waits');
  };
  while (!signal.aborted) {
    // One question while there is nothing to do.
    const isWaiting = await erasures.isWaiting(own).catch(wait);
    for (const part of isWaiting === true ? own : []) {
      const erase = parts[part];
      if (erase === undefined) continue;
      const erased = await erasures.workOff(part, erase).catch((thrown: unknown) => wait(thrown, { part }));
      if (typeof erased === 'number' && erased > 0) log.info({ erased, part }, 'subjects were erased');
    }
    await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
