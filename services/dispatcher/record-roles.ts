/** What the mapping's roles say of the effect's own record. */
import type { SourceMapping } from '@upshot/mapping';
import type { DueEffect, Fields } from './due-effect.ts';

/** The id of the record's owner, null where it has none or the module knows no owner. */
export function ownerOf(mapping: SourceMapping, effect: DueEffect): string | null {
  return textAt(effect.record, mapping.modules.get(effect.module)?.roles.owner);
}

/** The record's own mail address as written in the CRM, null where there is none. */
export function emailOf(mapping: SourceMapping, effect: DueEffect): string | null {
  return textAt(effect.record, mapping.modules.get(effect.module)?.roles.email);
}

function textAt(record: Fields, column: string | undefined): string | null {
  const value = column === undefined || !Object.hasOwn(record, column) ? null : record[column];
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return text === '' ? null : text;
}
