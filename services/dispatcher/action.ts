/** The contract of an action: how its config becomes one request, and how that request is delivered. */
import { ACTION_CHANNELS, type ActionName, type Channel } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import type { Context } from '@upshot/telemetry';
import type { FieldValue } from '@upshot/values';
import type { ZodType } from 'zod';
import { fieldValueSchema, type DueEffect, type Fields } from './due-effect.ts';
import type { Renderer } from './rendering.ts';

/** A place in a round: which round, and whose turn it is; kept in the ledger so that a lost cursor can be rebuilt. */
export interface Turn {
  readonly cursor: string;
  readonly position: number;
}

/** What rendering leads to: a request that all attempts share, or nothing to do. */
export type Rendered<R> = { readonly request: R; readonly turn?: Turn } | { readonly skipped: string };

/** What a delivery leads to; where `tryAgain` is set the answer only stands if no attempt is left. */
export interface Delivered {
  readonly output: Fields;
  readonly recordPatch?: Fields;
  /** What the other side answered, where that is an outcome of its own (`no_answer`). */
  readonly answer?: string;
  /** The step is skipped, with this reason. */
  readonly skipped?: string;
  readonly tryAgain?: { readonly afterMs: number | null };
}

/** What an attempt knows besides its request. */
export interface Attempt {
  /** Counted from 1. */
  readonly number: number;
  readonly trace: Context;
  /**
   * To be awaited right before the first byte that cannot be taken back, by an action whose other side honours no key.
   * Throws where the effect is no longer ours to send.
   */
  noReturn(): Promise<void>;
}

/** What a request is before it is sent: as people may read it, and what later steps would see changed by it. */
export interface Foreseen {
  readonly shown: FieldValue;
  readonly recordPatch?: Fields;
}

/** One action, as its file declares it: `C` is its config, `R` its request (plain JSON). */
export interface ActionSpec<C, R> {
  readonly name: ActionName;
  readonly config: ZodType<C>;
  readonly request: ZodType<R>;
  /** Whether the other side tells a second attempt by its key, so that an unanswered one may be repeated (law 3). */
  readonly honoursKey: boolean;
  /** Throws an UpshotError where the config cannot be rendered; the step then fails. */
  render(config: C, effect: DueEffect, renderer: Renderer, nowMs: number): Promise<Rendered<R>> | Rendered<R>;
  /** The request as people may read it; left out: as it is. Names that sound like secrets hide their values in any case. */
  foresee?(request: R): Foreseen;
  /** Throws an UpshotError whose `retry` says what another attempt may help. */
  deliver(request: R, effect: DueEffect, attempt: Attempt): Promise<Delivered>;
}

/** An action of any config and request: requests are JSON text, as the ledger keeps them. */
export interface Action {
  readonly name: ActionName;
  readonly channel: Channel;
  readonly honoursKey: boolean;
  render(effect: DueEffect, renderer: Renderer, nowMs: number): Promise<Rendered<string>>;
  foresee(request: string): Foreseen;
  deliver(request: string, effect: DueEffect, attempt: Attempt): Promise<Delivered>;
}

/** Makes an action out of its declaration. Throws `definition_invalid` when rendering a config that breaks its schema. */
export function defineAction<C, R>(spec: ActionSpec<C, R>): Action {
  return {
    name: spec.name,
    channel: ACTION_CHANNELS[spec.name],
    honoursKey: spec.honoursKey,
    async render(effect, renderer, nowMs) {
      const config = parsed(spec.config, effect.config, 'config');
      const rendered = await spec.render(config, effect, renderer, nowMs);
      if ('skipped' in rendered) return rendered;
      return { ...rendered, request: JSON.stringify(rendered.request) };
    },
    foresee(request) {
      const shown = parsed(fieldValueSchema, JSON.parse(request), 'request');
      return spec.foresee?.(parsed(spec.request, shown, 'request')) ?? { shown };
    },
    deliver: (request, effect, attempt) =>
      spec.deliver(parsed(spec.request, JSON.parse(request), 'request'), effect, attempt),
  };
}

function parsed<T>(schema: ZodType<T>, value: unknown, name: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const place = [name, ...(result.error.issues[0]?.path ?? [])].join('/');
  throw new UpshotError('definition_invalid', `${place} is not what the action takes`, { place });
}
