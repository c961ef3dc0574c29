/** Does one part of every erasure that is due, again and again: what a service runs beside its work. */
import { setTimeout as sleep } from 'node:timers/promises';
import { toUpshotError } from '@upshot/errors';
import type { Db } from 'mongodb';
import { createErasures, type ErasePart, type ErasurePart } from './erasures.ts';

export interface EraseUntilPorts {
  readonly db: Db;
  readonly part: ErasurePart;
  readonly erase: ErasePart;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
  readonly pauseMs?: number;
}

const PAUSE_MS = 5_000;

/** Until `signal` aborts; what is thrown is logged and tried again. */
export async function eraseUntil(signal: AbortSignal, ports: EraseUntilPorts): Promise<void> {
  const { db, part, erase, log, pauseMs = PAUSE_MS } = ports;
  const erasures = createErasures(db, Date.now);
  while (!signal.aborted) {
    try {
      const erased = await erasures.workOff(part, erase);
      if (erased > 0) log.info({ erased, part }, 'subjects were erased');
    } catch (thrown) {
      if (!signal.aborted) log.warn({ error: toUpshotError(thrown), part }, 'an erasure waits');
    }
    await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
