/** The lenses of one filter, each made when a row first needs something of it. */
import type { FieldAccess } from '../access.ts';
import type { Inputs } from '../inputs.ts';
import { KeyLens } from './key-lens.ts';
import type { Lens } from './lens.ts';
import { MembersLens } from './members-lens.ts';
import { PartLens } from './part-lens.ts';
import { PrefixLens } from './prefix-lens.ts';
import { RangeLens } from './range-lens.ts';

export class LensSet {
  readonly lenses: Lens[] = [];
  readonly #inputs: Inputs;
  readonly #places = new Map<string, number>();

  constructor(inputs: Inputs) {
    this.#inputs = inputs;
  }

  /** The place of the lens for such an access among `lenses`. */
  placeOf(needed: FieldAccess): number {
    const name = nameOf(needed);
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    this.#places.set(name, this.lenses.length);
    return this.lenses.push(this.#make(needed)) - 1;
  }

  #make({ field, type, access }: FieldAccess): Lens {
    const inputs = this.#inputs;
    switch (access.kind) {
      case 'keys':
        return new KeyLens(inputs.key(field, access.at, access.form));
      case 'moved':
        return new KeyLens(inputs.moved(field, type));
      case 'members':
        return new MembersLens(inputs.members(field, access.form, type));
      case 'range':
        return new RangeLens(inputs.place(field, access.scale));
      case 'prefix':
        return new PrefixLens(inputs.text(field, access.folded, type));
      case 'part':
        return new PartLens(inputs.text(field, access.folded, type));
    }
  }
}

/** One lens for all accesses of a name. */
export function nameOf({ field, access }: FieldAccess): string {
  switch (access.kind) {
    case 'keys':
      return `keys ${access.at} ${access.form} ${field}`;
    case 'members':
      return `members ${access.form} ${field}`;
    case 'range':
      return `range ${access.scale} ${field}`;
    case 'prefix':
    case 'part':
      return `${access.kind} ${access.folded} ${field}`;
    case 'moved':
      return `moved ${field}`;
  }
}
