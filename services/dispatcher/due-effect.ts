/** An effect as the stages see it: the record of `upshot.effects.<channel>`, its JSON read. */
import { UpshotError } from '@upshot/errors';
import type { Effect } from '@upshot/schemas';
import type { FieldValue } from '@upshot/values';
import { z } from 'zod';

export type Fields = Readonly<Record<string, FieldValue>>;

/** `config` is not rendered yet; `previous` is null where the fields before the change are not known. */
export interface DueEffect extends Omit<Effect, 'config' | 'record' | 'previous' | 'readable'> {
  readonly config: Fields;
  readonly record: Fields;
  readonly previous: Fields | null;
  /** The run's variables and what its steps came to; empty where the sender knew none. */
  readonly readable: Fields;
}

/** Any JSON. */
export const fieldValueSchema: z.ZodType<FieldValue> = z.json();

/** A JSON object of fields. */
export const fieldsSchema: z.ZodType<Fields> = z.record(z.string(), fieldValueSchema);

/** Reads the JSON inside the record; throws `record_invalid` naming the field that holds something else. */
export function dueEffectOf(effect: Effect): DueEffect {
  return {
    ...effect,
    config: fieldsOf(effect.config, 'config'),
    record: fieldsOf(effect.record, 'record'),
    previous: effect.previous === null ? null : fieldsOf(effect.previous, 'previous'),
    readable: effect.readable === null ? {} : fieldsOf(effect.readable, 'readable'),
  };
}

function fieldsOf(text: string, place: string): Fields {
  const parsed = jsonOf(text);
  if (isFields(parsed)) return parsed;
  throw new UpshotError('record_invalid', `${place} is not a JSON object`, { place });
}

/** What JSON.parse gave is JSON, however deep: only the outermost is looked at, for each effect's record goes through here. */
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
