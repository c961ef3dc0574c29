/** Puts a change event together: its images, and where in the source it was made. */
import type { FieldValue, Operation } from '@upshot/values';
import type { Images } from './envelope.ts';
import { committedAt, positionOf } from './position.ts';
import type { ChangeEvent, ChangeRecord, SourcePosition } from './types.ts';
import type { Untyped } from './untyped.ts';

/** Debezium's headers on the two halves of a changed primary key: the delete under the old one, the create under the new. */
const OTHER_KEY_HEADERS: Partial<Record<Operation, string>> = {
  delete: '__debezium.newkey',
  create: '__debezium.oldkey',
};

type Key = Readonly<Record<string, FieldValue>>;

/** The change that `record` is; `whole` where it is a projection. */
export function changeOf(
  record: ChangeRecord,
  { operation, before, after }: Images,
  key: Key,
  position: SourcePosition,
  whole?: () => ChangeEvent,
): ChangeEvent {
  const facts =
    whole === undefined
      ? { operation, before, after, key, position }
      : { operation, before, after, key, position, whole };
  const header = OTHER_KEY_HEADERS[operation];
  return header !== undefined && record.headers?.[header] !== undefined ? { ...facts, rekeyed: true } : facts;
}

/** Where in its source the change was made. */
export function placeOf(record: ChangeRecord, source: Untyped, key: Key, snapshot: boolean): SourcePosition {
  return positionOf(source, record, keyText(record, key), snapshot);
}

/** When it was committed; where the source does not say, when the record was written. */
export const timeOf = ({ timestampMs }: ChangeRecord, times: Untyped): number =>
  committedAt(times) ?? timestampMs;

/** Where, found out when somebody asks: most changes lead to nothing. */
export class LazyPosition implements SourcePosition {
  readonly #find: () => SourcePosition;
  readonly #when: () => number;
  #found: SourcePosition | undefined;
  #committedAtMs: number | undefined;

  /** `when` is quicker than to find all. */
  constructor(find: () => SourcePosition, when: () => number) {
    this.#find = find;
    this.#when = when;
  }

  get id(): string {
    return this.#position().id;
  }

  get sequence(): bigint {
    return this.#position().sequence;
  }

  get table(): string {
    return this.#position().table;
  }

  get committedAtMs(): number {
    this.#committedAtMs ??= this.#when();
    return this.#committedAtMs;
  }

  #position(): SourcePosition {
    this.#found ??= this.#find();
    return this.#found;
  }
}

/** One column's value as it is, several as a list, so that no two keys give the same text. */
function keyText({ partition, offset }: ChangeRecord, key: Key): string {
  const values = Object.values(key);
  const [only] = values;
  if (values.length === 0) return `@${partition}/${offset}`;
  return values.length === 1 && (typeof only === 'string' || typeof only === 'number')
    ? String(only)
    : JSON.stringify(values);
}
