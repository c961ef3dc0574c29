/** What is kept of a record, and what a change makes of it. Pure: the same whatever order or number of times changes come in. */
import type { RecordName, Remembered } from '@upshot/mirror-reader';
import type { Image, Operation } from '@upshot/values';

/** A change of a record, as the mirror sees it. */
export interface RecordChanged extends RecordName {
  readonly operation: Operation;
  /** What the row is after the change; of no matter for a delete. */
  readonly after: Image;
  readonly sequence: bigint;
  readonly positionId: string;
  readonly committedAtMs: number;
}

/** What is kept after `change`; `known` itself where it holds that change, or a later one, already. */
export function remember(known: Remembered | null, change: RecordChanged): Remembered {
  if (known !== null && change.sequence <= known.sequence) return known;
  const { operation, after, ...facts } = change;
  const deleted = operation === 'delete';
  return { ...facts, deleted, ...(deleted ? NOTHING : merge(known, after)) };
}

const NOTHING: Image = { values: {}, unknown: [] };

/** A field that the source has and did not send keeps its earlier value, where one is known. */
function merge(known: Remembered | null, after: Image): Image {
  if (known === null || known.deleted) return after;
  const kept = Object.entries(known.values).filter(([field]) => isUnknown(after, field));
  const values = { ...Object.fromEntries(kept), ...after.values };
  return { values, unknown: stillUnknown(known, after, values) };
}

function stillUnknown(known: Image, after: Image, values: Image['values']): Image['unknown'] {
  const names = after.unknown === 'rest' ? known.unknown : after.unknown;
  return names === 'rest' ? 'rest' : names.filter((field) => !Object.hasOwn(values, field));
}

function isUnknown({ values, unknown }: Image, field: string): boolean {
  return unknown === 'rest' ? !Object.hasOwn(values, field) : unknown.includes(field);
}
