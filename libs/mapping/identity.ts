/** Which record a change is about, and whose it is. */
import { fieldReader, type RecordChange } from '@upshot/values';
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
  const read = fieldReader(column);
  for (const image of [change.after, change.before]) {
    const value = read(image);
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number') return String(value);
  }
  return null;
}
