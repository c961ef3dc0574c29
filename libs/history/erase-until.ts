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

const PAUSE_MS = 5_000;

/** Until `signal` aborts; what is thrown is logged and tried again, and keeps no other part waiting. */
export async function eraseUntil(signal: AbortSignal, ports: EraseUntilPorts): Promise<void> {
  const { db, parts, log, pauseMs = PAUSE_MS } = ports;
  const erasures = createErasures(db, Date.now);
  while (!signal.aborted) {
    for (const part of ERASURE_PARTS) {
      const erase = parts[part];
      if (erase === undefined) continue;
      try {
        const erased = await erasures.workOff(part, erase);
        if (erased > 0) log.info({ erased, part }, 'subjects were erased');
      } catch (thrown) {
        if (!signal.aborted) log.warn({ error: toUpshotError(thrown), part }, 'an erasure waits');
      }
    }
    await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
