/** What is kept of a record: its last two images; and what they fill in where the source left something out (law 5). Pure. */
import type { ChangeEvent } from '@upshot/cdc';
import { UpshotError } from '@upshot/errors';
import type { Image } from '@upshot/values';

/** The last change of a record that was seen, as far as the next one, or the same one again, needs it. */
export interface Kept {
  readonly tenantId: string;
  /** Of the source position of the change. */
  readonly sequence: bigint;
  /** The image after the change, null after a delete; and the one before it: a redelivered change needs the latter. */
  readonly after: Image | null;
  readonly before: Image | null;
}

/** The change with every column, where it was decoded without some. */
export const wholeOf = (change: ChangeEvent): ChangeEvent => change.whole?.() ?? change;

/** Whether the source left out, as far as it was decoded, what it knows of the row. */
export function lacksSomething({ operation, before, after }: ChangeEvent): boolean {
  if (operation === 'delete') return isPartly(before);
  return operation === 'update' && (isPartly(before) || isPartly(after));
}

const isPartly = (image: Image | null): boolean => image === null || image.unknown.length > 0;

/** `change` with what it lacks taken from what is kept; itself where that does not help. */
export function filled(change: ChangeEvent, kept: Kept | null): ChangeEvent {
  const prior = kept === null ? null : priorOf(kept, change.position.sequence);
  if (prior === null || !lacksSomething(change)) return change;
  const before = change.before === null ? prior : fillImage(change.before, prior);
  const after = change.after === null ? null : fillImage(change.after, prior);
  return { ...change, before, after };
}

/** The image that stood before the change at `sequence`; null where what is kept is of a later change than that. */
function priorOf(kept: Kept, sequence: bigint): Image | null {
  if (kept.sequence > sequence) return null;
  return kept.sequence === sequence ? kept.before : kept.after;
}

/** `image` with its unknown fields taken from `prior`. */
function fillImage(image: Image, prior: Image): Image {
  if (image.unknown === 'rest')
    return { values: { ...prior.values, ...image.values }, unknown: stillUnknown(prior, image) };
  if (image.unknown.length === 0) return image;
  const found = image.unknown.filter((field) => Object.hasOwn(prior.values, field));
  const values = {
    ...image.values,
    ...Object.fromEntries(found.map((field) => [field, prior.values[field] ?? null])),
  };
  return { values, unknown: image.unknown.filter((field) => !found.includes(field)) };
}

const stillUnknown = ({ unknown }: Image, { values }: Image): Image['unknown'] =>
  unknown === 'rest' ? 'rest' : unknown.filter((field) => !Object.hasOwn(values, field));

/** What to keep of a filled change; the columns that were not decoded yet are when it is needed. */
export class KeptChange implements Kept {
  readonly tenantId: string;
  readonly #change: ChangeEvent;

  constructor(tenantId: string, change: ChangeEvent) {
    this.tenantId = tenantId;
    this.#change = change;
  }

  get sequence(): bigint {
    return this.#change.position.sequence;
  }

  get after(): Image | null {
    return this.#change.operation === 'delete' ? null : this.#image('after');
  }

  get before(): Image | null {
    return this.#image('before');
  }

  /** A row that cannot be read is not known. */
  #image(side: 'before' | 'after'): Image | null {
    try {
      return wholeOf(this.#change)[side];
    } catch (thrown) {
      if (thrown instanceof UpshotError && thrown.retry === 'never') return null;
      throw thrown;
    }
  }
}
