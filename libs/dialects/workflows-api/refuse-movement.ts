/** Refuses, in the filter of a trigger that time pulls, what looks back at a change: time makes none, so it could never hold. */
import { OPERATORS, type Criteria } from '@upshot/rules';
import type { FieldValue } from '@upshot/values';
import { isJsonList, isJsonObject } from '../shared/json.ts';
import type { Path } from '../shared/path.ts';
import type { Report } from '../shared/report.ts';

/** Reports each such condition; `sent` is what `criteria` were read from, part by part. */
export function refuseMovement(
  criteria: Criteria,
  sent: FieldValue | undefined,
  path: Path,
  report: Report,
): void {
  if (criteria.kind === 'condition') {
    if (OPERATORS[criteria.operator].looks === 'back')
      report([...path, 'operator'], 'invalid_value', 'looks back at a change, and time makes none');
    return;
  }
  if (criteria.kind === 'not' || !isJsonObject(sent)) return;
  const key = sent['items'] === undefined ? 'conditions' : 'items';
  const list = sent[key];
  if (!isJsonList(list)) return;
  for (const [at, part] of criteria.of.entries()) refuseMovement(part, list[at], [...path, key, at], report);
}
