/**
 * What sieves read of a change: each reading, key or number is made once per change, however many rules hang on it. Each kind of
 * input has a `read` of its own, though all begin alike: one that they shared would see all their shapes, and be slow.
 */
import {
  fieldReader,
  sameValue,
  textOf,
  UNKNOWN,
  type FieldType,
  type Reading,
  type RecordChange,
} from '@upshot/values';
import type { Scale } from './access.ts';
import { keyOf, memberKeys, UNTOLD, type FoundKey, type Key, type KeyForm } from './key.ts';
import { placeOn, PLACES, type Place } from './place.ts';

/** A field as it stands now (before the change where the record was deleted), or as it stood before. */
export class FieldInput {
  readonly #readImage: ReturnType<typeof fieldReader>;
  readonly #now: boolean;
  #change: RecordChange | null = null;
  #found: Reading = undefined;

  constructor(field: string, at: 'now' | 'prior') {
    this.#readImage = fieldReader(field);
    this.#now = at === 'now';
  }

  read(change: RecordChange): Reading {
    if (this.#change === change) return this.#found;
    this.#change = change;
    return (this.#found = this.#now ? this.#readNow(change) : this.#readPrior(change));
  }

  #readNow(change: RecordChange): Reading {
    return this.#readImage(change.operation === 'delete' ? change.before : change.after);
  }

  #readPrior(change: RecordChange): Reading {
    return change.operation === 'create' ? undefined : this.#readImage(change.before);
  }
}

/** A field's key. */
export class KeyInput {
  readonly #field: FieldInput;
  readonly #form: KeyForm;
  #change: RecordChange | null = null;
  #found: FoundKey = UNTOLD;

  constructor(field: FieldInput, form: KeyForm) {
    this.#field = field;
    this.#form = form;
  }

  read(change: RecordChange): FoundKey {
    if (this.#change === change) return this.#found;
    this.#change = change;
    const reading = this.#field.read(change);
    return (this.#found = reading === UNKNOWN ? UNTOLD : keyOf(this.#form, reading));
  }
}

/** The keys of a list's members. */
export class MembersInput {
  readonly #field: FieldInput;
  readonly #form: KeyForm;
  readonly #type: FieldType;
  #change: RecordChange | null = null;
  #found: readonly Key[] | typeof UNTOLD = UNTOLD;

  constructor(field: FieldInput, form: KeyForm, type: FieldType) {
    this.#field = field;
    this.#form = form;
    this.#type = type;
  }

  read(change: RecordChange): readonly Key[] | typeof UNTOLD {
    if (this.#change === change) return this.#found;
    this.#change = change;
    const reading = this.#field.read(change);
    return (this.#found = reading === UNKNOWN ? UNTOLD : memberKeys(this.#form, reading, this.#type));
  }
}

/** A field's text, as `starts_with` reads it; undefined where it has none. */
export class TextInput {
  readonly #field: FieldInput;
  readonly #folded: boolean;
  readonly #type: FieldType;
  #change: RecordChange | null = null;
  #found: string | undefined | typeof UNTOLD = UNTOLD;

  constructor(field: FieldInput, folded: boolean, type: FieldType) {
    this.#field = field;
    this.#folded = folded;
    this.#type = type;
  }

  read(change: RecordChange): string | undefined | typeof UNTOLD {
    if (this.#change === change) return this.#found;
    this.#change = change;
    const reading = this.#field.read(change);
    return (this.#found = reading === UNKNOWN ? UNTOLD : this.#textOf(reading));
  }

  #textOf(value: Exclude<Reading, typeof UNKNOWN>): string | undefined {
    if (value === undefined || (this.#type === 'json' && typeof value !== 'string')) return undefined;
    const text = textOf(value);
    return this.#folded ? text?.toLowerCase() : text;
  }
}

/** Where a field stands on a scale: `read` says how it stands to `at`. */
export class PlaceInput {
  readonly #field: FieldInput;
  readonly #scale: Scale;
  #change: RecordChange | null = null;
  #found: Place = PLACES.untold;
  at = 0;

  constructor(field: FieldInput, scale: Scale) {
    this.#field = field;
    this.#scale = scale;
  }

  read(change: RecordChange): Place {
    if (this.#change === change) return this.#found;
    this.#change = change;
    const reading = this.#field.read(change);
    this.#found = reading === UNKNOWN ? PLACES.untold : placeOn(this.#scale, reading, this);
    return this.#found;
  }
}

/** Whether a field moved, as a key. Nothing of a deleted record moves. */
export class MovedInput {
  readonly #now: FieldInput;
  readonly #prior: FieldInput;
  readonly #type: FieldType;
  #change: RecordChange | null = null;
  #found: FoundKey = UNTOLD;

  constructor(now: FieldInput, prior: FieldInput, type: FieldType) {
    this.#now = now;
    this.#prior = prior;
    this.#type = type;
  }

  read(change: RecordChange): FoundKey {
    if (this.#change === change) return this.#found;
    this.#change = change;
    return (this.#found = change.operation === 'delete' ? false : this.#compare(change));
  }

  #compare(change: RecordChange): FoundKey {
    const before = this.#prior.read(change);
    const after = this.#now.read(change);
    if (before === UNKNOWN || after === UNKNOWN) return UNTOLD;
    return !sameValue(this.#type, before, after);
  }
}
