/** Stage deliver: tries the stored request until it has an answer that stands, and stores that. */
import { setTimeout as sleep } from 'node:timers/promises';
import { toUpshotError, UpshotError } from '@upshot/errors';
import { ATTRIBUTES, inStage, type Context, type Telemetry } from '@upshot/telemetry';
import type { Action, Delivered } from '../action.ts';
import { pauseMs, type RetrySettings } from '../back-off.ts';
import {
  failed,
  skipped,
  succeeded,
  withMissing,
  type AttemptTime,
  type EffectResult,
  type Ending,
} from '../effect-result.ts';
import type { Claim, Ledger } from '../ports/ledger.ts';
import { inputOf } from '../input-of.ts';
import { attributesOf, type TracedEffect } from './decode-effect.ts';
import type { RenderedEffect } from './render.ts';

export interface DeliverPorts {
  readonly ledger: Pick<Ledger, 'sending' | 'notSent' | 'finish'>;
  readonly retries: RetrySettings;
  readonly telemetry: Telemetry;
  readonly now: () => number;
  readonly random: () => number;
  readonly crashPoint: (name: string) => void;
}

/** Faults of our own engines: the lane waits for them, whatever the number of attempts. */
const WAITED_FOR = new Set(['bus_unavailable', 'crm_unavailable', 'lease_held', 'store_unavailable']);

interface Delivery {
  readonly effect: TracedEffect;
  readonly claim: Claim;
  readonly signal: AbortSignal;
  readonly ports: DeliverPorts;
  readonly trace: Context;
  attempts: number;
  readonly attemptLog: AttemptTime[];
}

/** The stored result. Throws what is waited for; everything else ends as a result. */
export async function deliver(
  effect: TracedEffect,
  claim: Claim,
  rendered: RenderedEffect,
  signal: AbortSignal,
  ports: DeliverPorts,
): Promise<EffectResult> {
  const startedAtMs = ports.now();
  const options = { parent: effect.trace, attributes: attributesOf(effect) };
  return inStage(ports.telemetry, 'deliver', options, async (stage) => {
    const { attempts: before } = claim;
    const trace = stage.context;
    const delivery: Delivery = { effect, claim, signal, ports, trace, attempts: before, attemptLog: [] };
    const ending = 'ending' in rendered ? rendered.ending : await endingOf(rendered, delivery);
    const missing = 'ending' in rendered ? rendered.missingFields : rendered.stored.missingFields;
    stage.set({ [ATTRIBUTES.attempt]: delivery.attempts });
    stage.outcome(ending.outcome === 'succeeded' ? 'ok' : ending.outcome);
    ports.crashPoint('dispatcher.delivered');
    const { attempts, attemptLog } = delivery;
    const input = 'ending' in rendered ? null : inputOf(rendered.action, rendered.stored.request);
    const timed = { attempts, startedAtMs, finishedAtMs: ports.now(), input, attemptLog };
    const result = { ...withMissing(ending, missing), ...timed };
    await ports.ledger.finish(claim, result);
    ports.crashPoint('dispatcher.stored');
    return result;
  });
}

async function endingOf(
  { action, stored }: Extract<RenderedEffect, { action: Action }>,
  delivery: Delivery,
): Promise<Ending> {
  if (delivery.claim.wasSending && !action.honoursKey) return failed(lostAnswer());
  for (let round = 1; ; round += 1) {
    const isLast = round >= delivery.ports.retries.attempts;
    const startedAtMs = delivery.ports.now();
    const tried = await tryOnce(action, stored.request, delivery);
    note(tried, startedAtMs, delivery);
    if (tried instanceof UpshotError) {
      if (tried.retry === 'never') return failed(tried);
      if (WAITED_FOR.has(tried.code)) throw tried;
      if (isLast && tried.code === 'conflict') throw tried;
      if (isLast) return failed(tried);
    } else if (tried.tryAgain === undefined || isLast) return endingFrom(tried);
    const askedMs = tried instanceof UpshotError ? null : (tried.tryAgain?.afterMs ?? null);
    await pause(round, askedMs, delivery);
  }
}

function note(tried: Delivered | UpshotError, startedAtMs: number, { attemptLog, ports }: Delivery): void {
  const errorCode = tried instanceof UpshotError ? tried.code : null;
  attemptLog.push({ startedAtMs, finishedAtMs: ports.now(), errorCode });
}

async function tryOnce(
  action: Action,
  request: string,
  delivery: Delivery,
): Promise<Delivered | UpshotError> {
  const { effect, claim, ports, trace } = delivery;
  delivery.attempts += 1;
  let sending = false;
  const noReturn = async (): Promise<void> => {
    await ports.ledger.sending(claim);
    sending = true;
    ports.crashPoint('dispatcher.sending');
  };
  try {
    return await action.deliver(request, effect, { number: delivery.attempts, trace, noReturn });
  } catch (thrown) {
    const error = toUpshotError(thrown);
    if (sending && error.code !== 'unknown_outcome') await ports.ledger.notSent(claim);
    return error;
  }
}

async function pause(round: number, askedMs: number | null, { ports, signal }: Delivery): Promise<void> {
  try {
    await sleep(pauseMs(round, askedMs, ports.retries, ports.random()), undefined, { signal });
  } catch (cause) {
    throw new UpshotError('lease_held', 'stopped between two attempts', { cause });
  }
}

const endingFrom = ({ output, recordPatch, answer, skipped: reason }: Delivered): Ending =>
  reason === undefined ? succeeded(output, recordPatch, answer) : skipped(reason);

const lostAnswer = (): UpshotError =>
  new UpshotError('unknown_outcome', 'the process ended while it was sending; it may have arrived');
