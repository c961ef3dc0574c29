/** Finds the column that a condition's `field` and `fieldType` mean. */
import { resolveField, type ModuleMapping } from '@upshot/mapping';
import type { JsonObject } from '../shared/json.ts';
import type { Path } from '../shared/path.ts';
import { quoted, requireText } from '../shared/read.ts';
import type { Report } from '../shared/report.ts';

/** The column, or `column.key` of a custom field; null where there is none, which has then been reported. */
export function readField(
  condition: JsonObject,
  path: Path,
  mapping: ModuleMapping | null,
  report: Report,
): string | null {
  const place = [...path, 'field'];
  const name = requireText(condition['field'], place, report);
  if (typeof condition['field'] !== 'string') return null;
  if (name.trim() === '') {
    report(place, 'required', 'must name a field');
    return null;
  }
  const type = readFieldType(condition, [...path, 'fieldType'], report);
  if (type === null || mapping === null) return null;
  return lookUp(name, type, mapping, place, report);
}

function lookUp(
  name: string,
  type: 'system' | 'custom',
  mapping: ModuleMapping,
  place: Path,
  report: Report,
): string | null {
  const custom = mapping.roles.customFields;
  if (type === 'custom' && custom === undefined) {
    report(place, 'unknown_field', `${mapping.module} has no custom fields`);
    return null;
  }
  const found = resolveField(mapping, type === 'custom' ? `${custom}.${name}` : name);
  if (found === null) report(place, 'unknown_field', `${mapping.module} has no field ${quoted(name)}`);
  return found;
}

/** `meta` names what the reference's product hands over beside the record: there is no column behind it. */
function readFieldType(condition: JsonObject, place: Path, report: Report): 'system' | 'custom' | null {
  const type = condition['fieldType'];
  if (type === undefined || type === null || type === 'system') return 'system';
  if (type === 'custom') return type;
  if (type === 'meta') report(place, 'not_available', 'meta is not available yet');
  else report(place, 'invalid_value', 'must be system or custom');
  return null;
}
