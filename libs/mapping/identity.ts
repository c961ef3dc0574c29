/** Which record a change is about, and whose it is. */
import { fieldReader, type Reading, type RecordChange } from '@upshot/values';
import type { ModuleMapping } from './types.ts';

/** The tenant that the row belongs to; null where neither image says so. */
export function tenantOf(module: ModuleMapping, change: RecordChange): string | null {
  return 'constant' in module.tenant ? module.tenant.constant : textIn(change, module.tenant.column);
}

/** The record's id as text; null where neither image holds it. */
export function recordIdOf(module: ModuleMapping, change: RecordChange): string | null {
  return textIn(change, module.id);
}

/** A delete has only a before image; of every other change the after image decides. */
function textIn(change: RecordChange, column: string): string | null {
  const read = readerOf(column);
  return asText(read(change.after)) ?? asText(read(change.before));
}

/** One reader for each column that a mapping names: this is asked of every change. */
const readers = new Map<string, ReturnType<typeof fieldReader>>();

function readerOf(column: string): ReturnType<typeof fieldReader> {
  const known = readers.get(column);
  if (known !== undefined) return known;
  const read = fieldReader(column);
  readers.set(column, read);
  return read;
}

function asText(value: Reading): string | null {
  if (typeof value === 'string' && value !== '') return value;
  return typeof value === 'number' ? String(value) : null;
}
