/** The last images seen of each record, for sources that leave the image before out (law 5). Bounded; forgotten on restart. */
import type { ChangeEvent } from '@upshot/cdc';
import type { Image } from '@upshot/values';

export interface KeptImages {
  /** The change with what the source did not send filled in where it is known; keeps its image for the next one. */
  fill(key: string, change: ChangeEvent): ChangeEvent;
}

interface Kept {
  readonly sequence: bigint;
  /** The image after the change at `sequence`, and the one before it: a redelivered change needs the latter. */
  readonly after: Image;
  readonly before: Image | null;
}

const LIMIT = 50_000;

/** Keeps images of the `limit` records that changed last, only where the source is seen to leave something out. */
export function createKeptImages(limit = LIMIT): KeptImages {
  const kept = new Map<string, Kept>();
  return {
    fill(key, change) {
      const known = kept.get(key);
      const filled = fillFrom(change, priorOf(known, change));
      if (change.after === null || isWhole(change)) kept.delete(key);
      else if (known === undefined || known.sequence <= change.position.sequence)
        keep(kept, key, filled, limit);
      return filled;
    },
  };
}

/** Whether the source sent everything, so that nothing has to be kept for the next change. */
const isWhole = ({ operation, before, after }: ChangeEvent): boolean =>
  operation === 'update' && before?.unknown.length === 0 && after?.unknown.length === 0;

/** The image that stood before `change`: the newest kept one, or its predecessor where `change` comes again. */
function priorOf(known: Kept | undefined, change: ChangeEvent): Image | null {
  if (known === undefined || known.sequence > change.position.sequence) return null;
  return known.sequence === change.position.sequence ? known.before : known.after;
}

function fillFrom(change: ChangeEvent, prior: Image | null): ChangeEvent {
  if (prior === null || change.operation !== 'update') return change;
  const before = change.before === null ? prior : fillImage(change.before, prior);
  const after = change.after === null ? null : fillImage(change.after, prior);
  return { ...change, before, after };
}

/** `image` with its unknown fields taken from `prior`. */
function fillImage(image: Image, prior: Image): Image {
  if (image.unknown === 'rest')
    return { values: { ...prior.values, ...image.values }, unknown: prior.unknown };
  if (image.unknown.length === 0) return image;
  const found = image.unknown.filter((field) => Object.hasOwn(prior.values, field));
  const values = {
    ...image.values,
    ...Object.fromEntries(found.map((field) => [field, prior.values[field] ?? null])),
  };
  return { values, unknown: image.unknown.filter((field) => !found.includes(field)) };
}

function keep(
  kept: Map<string, Kept>,
  key: string,
  { before, after, position }: ChangeEvent,
  limit: number,
): void {
  if (after === null) return;
  kept.delete(key);
  kept.set(key, { sequence: position.sequence, after, before });
  if (kept.size <= limit) return;
  const oldest = kept.keys().next();
  if (oldest.done !== true) kept.delete(oldest.value);
}
