/**
 * Sees between which bounds a field lies. The bounds cut their scale into stretches: bound number n is stretch 2n+1, the gap before it
 * 2n. A value that is nowhere on the scale lies before them all, where no range begins.
 */
import type { RecordChange } from '@upshot/values';
import type { Access, Bound } from '../access.ts';
import type { PlaceInput } from '../input.ts';
import { PLACES } from '../place.ts';
import { CANNOT_TELL, NOTHING_NAMED, SEES_ONE, type Lens } from './lens.ts';

export class RangeLens implements Lens {
  readonly sees = 'range';
  readonly seen = SEES_ONE.seen;
  readonly has = SEES_ONE.has;
  readonly worth = 0.5;
  readonly #input: PlaceInput;
  readonly #noted = new Set<number>();
  #bounds: Float64Array | null = null;

  constructor(input: PlaceInput) {
    this.#input = input;
  }

  note(access: Access): void {
    if (access.kind !== 'range') return;
    for (const bound of [access.low, access.high]) if (bound !== null) this.#noted.add(bound.at);
  }

  encode(access: Access): readonly number[] {
    if (access.kind !== 'range') return [];
    const { low, high } = access;
    const last = this.#sorted().length * 2;
    return [low === null ? 0 : this.#stretchOf(low), high === null ? last : this.#stretchOf(high)];
  }

  look(change: RecordChange): number {
    const place = this.#input.read(change);
    if (place === PLACES.untold) return CANNOT_TELL;
    return place === PLACES.nowhere ? NOTHING_NAMED : this.#stretchAt(this.#input.at, place === PLACES.above);
  }

  #stretchOf({ at, side }: Bound): number {
    return this.#stretchAt(at, false) + side;
  }

  #sorted(): Float64Array {
    return (this.#bounds ??= Float64Array.from(this.#noted).sort());
  }

  #stretchAt(at: number, above: boolean): number {
    const bounds = this.#sorted();
    let [low, high] = [0, bounds.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((bounds[middle] ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    if (low === bounds.length || bounds[low] !== at) return low * 2;
    return low * 2 + (above ? 2 : 1);
  }
}
