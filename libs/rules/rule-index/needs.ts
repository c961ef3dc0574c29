/** What rows need of fields, gathered by the sieve that will know of it. */
import type { FieldAccess } from './access.ts';
import type { Inputs } from './inputs.ts';
import { KeySieve } from './key-sieve.ts';
import type { Key } from './key.ts';
import { membersSieve } from './members-sieve.ts';
import { PartSieve, type PartNeed } from './part-sieve.ts';
import type { Need } from './posts.ts';
import { prefixSieve } from './prefix-sieve.ts';
import { RangeSieve, type RangeNeed } from './range-sieve.ts';
import type { Sieve } from './sieve.ts';

type MakeSieve<Each> = (needs: readonly Each[], rows: number) => Sieve;

/** Gathers the needs of rows, one row after another. */
export class Needs {
  readonly #inputs: Inputs;
  readonly #keys = new Layers<Need<Key>>();
  readonly #ranges = new Layers<RangeNeed>();
  readonly #parts = new Layers<PartNeed>();
  readonly #prefixes = new Layers<Need<string>>();

  constructor(inputs: Inputs) {
    this.#inputs = inputs;
  }

  add(row: number, { field, type, access }: FieldAccess): void {
    const { holds } = access;
    const inputs = this.#inputs;
    switch (access.kind) {
      case 'keys': {
        const { at, form, keys } = access;
        return this.#keys.add(
          `${at} ${form} ${field}`,
          { row, keys, holds },
          (needs, rows) => new KeySieve(inputs.key(field, at, form), needs, rows),
        );
      }
      case 'members': {
        const { form, keys } = access;
        return this.#keys.add(`members ${form} ${field}`, { row, keys, holds }, (needs, rows) =>
          membersSieve(inputs.members(field, form, type), needs, rows),
        );
      }
      case 'range': {
        const { scale, low, high } = access;
        return this.#ranges.add(
          `${scale} ${field}`,
          { row, low, high },
          (needs, rows) => new RangeSieve(inputs.place(field, scale), needs, rows),
        );
      }
      case 'prefix': {
        const { folded, prefixes } = access;
        return this.#prefixes.add(`${folded} ${field}`, { row, keys: prefixes, holds }, (needs, rows) =>
          prefixSieve(inputs.text(field, folded, type), needs, rows),
        );
      }
      case 'part': {
        const { folded, part } = access;
        return this.#parts.add(
          `${folded} ${field}`,
          { row, part, holds },
          (needs, rows) => new PartSieve(inputs.text(field, folded, type), needs, rows),
        );
      }
      case 'moved':
        return this.#keys.add(
          `moved ${field}`,
          { row, keys: [true], holds },
          (needs, rows) => new KeySieve(inputs.moved(field, type), needs, rows),
        );
    }
  }

  /** The sieves of all needs, those first that are expected to take out most. */
  sieves(rows: number): readonly Sieve[] {
    return [this.#keys, this.#ranges, this.#prefixes, this.#parts]
      .flatMap((layers) => layers.sieves(rows))
      .sort((one, other) => other.expectedCut - one.expectedCut);
  }
}

/** Needs by the sieve's name. A row stands in a sieve once: what else it needs there goes into a second sieve, and so on. */
class Layers<Each extends { readonly row: number }> {
  readonly #byName = new Map<string, { readonly make: MakeSieve<Each>; readonly layers: Each[][] }>();

  add(name: string, need: Each, make: MakeSieve<Each>): void {
    let known = this.#byName.get(name);
    if (known === undefined) this.#byName.set(name, (known = { make, layers: [] }));
    const free = known.layers.find((layer) => layer.at(-1)?.row !== need.row);
    if (free === undefined) known.layers.push([need]);
    else free.push(need);
  }

  sieves(rows: number): readonly Sieve[] {
    return [...this.#byName.values()].flatMap(({ make, layers }) => layers.map((layer) => make(layer, rows)));
  }
}
