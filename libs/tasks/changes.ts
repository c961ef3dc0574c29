/** What changed on the record since a task was made: the task's image beside the mirror's, field by field. */
import { createHash } from 'node:crypto';
import type { Remembered } from '@upshot/mirror-reader';
import { ownValue, sameValue, type FieldType, type FieldValue } from '@upshot/values';
import type { Task } from './task.ts';

/** One field that holds another value. */
export interface FieldChange {
  readonly field: string;
  readonly before: FieldValue;
  readonly now: FieldValue;
}

export interface RecordChanges {
  /** `unknown`: the mirror does not have the record, or is not as far as the task itself. */
  readonly state: 'same' | 'changed' | 'deleted' | 'unknown';
  readonly fields: readonly FieldChange[];
  /** When what is compared with was committed. */
  readonly asOfMs: number | null;
  /** Stands for exactly this: who acknowledges the changes sends it. Another change, another tag. */
  readonly tag: string;
}

type TypeOf = (field: string) => FieldType;

/** The changes. `typeOf` says how two values of a field are compared; what the source did not send has not changed. */
export function changesSince(task: Task, now: Remembered | undefined, typeOf: TypeOf): RecordChanges {
  const { record, recordAtMs } = task;
  if (now === undefined || now.committedAtMs < recordAtMs) return told('unknown', [], null);
  if (now.deleted) return told('deleted', [], now.committedAtMs);
  const fields = Object.entries(record).flatMap(([field, before]) => {
    const value = ownValue(now.values, field) ?? null;
    const isUnknown =
      now.unknown === 'rest' ? !Object.hasOwn(now.values, field) : now.unknown.includes(field);
    return isUnknown || sameValue(typeOf(field), before, value) ? [] : [{ field, before, now: value }];
  });
  return told(fields.length === 0 ? 'same' : 'changed', fields, now.committedAtMs);
}

/** Whether somebody has to say that he has seen them. */
export const mustBeSeen = ({ acknowledgeChanges }: Task, { state }: RecordChanges): boolean =>
  acknowledgeChanges && (state === 'changed' || state === 'deleted');

function told(
  state: RecordChanges['state'],
  fields: readonly FieldChange[],
  asOfMs: number | null,
): RecordChanges {
  const seen = [state, ...fields.map(({ field, now }) => [field, now])];
  const tag = createHash('sha256').update(JSON.stringify(seen)).digest('base64url').slice(0, 22);
  return { state, fields, asOfMs, tag };
}
