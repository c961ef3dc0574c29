/** The cause that a write-back leaves in the row, so that the change which comes back is known as ours (law 6). */
import { fieldReader, isEmptyValue, UNKNOWN, type RecordChange } from '@upshot/values';
import { z } from 'zod';
import type { ModuleMapping } from './types.ts';

export interface Cause {
  /** The effect that wrote the row; another one for every write. */
  readonly effectId: string;
  readonly runId: string;
  /** The run that a person's change started, from which this one descends. */
  readonly rootRunId: string;
  /** How many write-backs lie between that person's change and this row: 1 for the first. */
  readonly depth: number;
  readonly definitionId: string;
}

const MAX_TEXT = 4096;
const id = z.string().min(1).max(512);
const causeSchema: z.ZodType<Cause> = z.strictObject({
  effectId: id,
  runId: id,
  rootRunId: id,
  depth: z.int().min(0).max(1000),
  definitionId: id,
});

/** The text that goes into the cause column: compact JSON, its keys always in the same order. */
export function encodeCause(cause: Cause): string {
  const { effectId, runId, rootRunId, depth, definitionId } = cause;
  return JSON.stringify({ effectId, runId, rootRunId, depth, definitionId });
}

/** Reads what `encodeCause` wrote; null for any other text, which a person or another system may have put there. */
export function decodeCause(text: string): Cause | null {
  if (text.length > MAX_TEXT || !text.startsWith('{')) return null;
  const parsed = causeSchema.safeParse(parseJson(text));
  return parsed.success ? parsed.data : null;
}

/**
 * The cause of a change that Upshot made, or null for anybody else's. Ours is a create that carries a cause, or an
 * update whose cause differs from the one before: a row keeps its last cause while other people change it. Where the
 * prior cause was not sent, the change counts as ours: a loop must end even without before images.
 */
export function causeOf(module: ModuleMapping, change: RecordChange): Cause | null {
  const column = module.roles.cause;
  if (column === undefined || (change.operation !== 'create' && change.operation !== 'update')) return null;
  const read = fieldReader(column);
  const after = read(change.after);
  if (typeof after !== 'string' || isEmptyValue(after)) return null;
  const before = change.operation === 'create' ? null : read(change.before);
  return before !== UNKNOWN && before === after ? null : decodeCause(after);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
