/** The scheduler, from timer commands to stored timers, and from due timers to run commands and due triggers: the table of contents. */
import type { Batch } from '@upshot/bus';
import { claimDue, type ClaimDuePorts } from './stages/claim-due.ts';
import { decodeTimers, type DecodeTimersPorts } from './stages/decode-timer.ts';
import { fireTimers, type Fired, type FireTimersPorts } from './stages/fire-timer.ts';
import { storeTimers, type StoreTimersPorts } from './stages/store-timer.ts';

export type KeepTimersPorts = DecodeTimersPorts & StoreTimersPorts;
export type FireDuePorts = ClaimDuePorts & FireTimersPorts;

/** Handles one batch of `upshot.timer-commands`; resolves when its timers are stored. */
export async function keepTimers(batch: Batch, ports: KeepTimersPorts): Promise<void> {
  const told = await decodeTimers(batch, ports);
  await storeTimers(told, ports);
}

/** Fires what is due, up to one claim's worth; resolves when it is marked as fired. */
export async function fireDue(ports: FireDuePorts): Promise<Fired> {
  const claim = await claimDue(ports);
  return fireTimers(claim, ports);
}
