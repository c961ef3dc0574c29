/** Sees which of the keys that rows name a field has; or whether it moved. */
import type { RecordChange } from '@upshot/values';
import type { Access } from '../access.ts';
import type { KeyInput, MovedInput } from '../input.ts';
import { NO_KEY, UNTOLD, type Key } from '../key.ts';
import { CANNOT_TELL, NOTHING_NAMED, SEES_ONE, type Lens } from './lens.ts';

export class KeyLens implements Lens {
  readonly sees = 'single';
  readonly seen = SEES_ONE.seen;
  readonly has = SEES_ONE.has;
  readonly worth = 1;
  readonly #input: KeyInput | MovedInput;
  readonly #numbers = new Map<Key, number>();

  constructor(input: KeyInput | MovedInput) {
    this.#input = input;
  }

  note(access: Access): void {
    for (const key of keysOf(access)) if (!this.#numbers.has(key)) this.#numbers.set(key, this.#numbers.size);
  }

  encode(access: Access): readonly number[] {
    return keysOf(access).map((key) => this.#numbers.get(key) ?? NOTHING_NAMED);
  }

  look(change: RecordChange): number {
    const key = this.#input.read(change);
    if (key === UNTOLD) return CANNOT_TELL;
    return key === NO_KEY ? NOTHING_NAMED : (this.#numbers.get(key) ?? NOTHING_NAMED);
  }
}

const MOVED: readonly Key[] = [true];
const keysOf = (access: Access): readonly Key[] => (access.kind === 'keys' ? access.keys : MOVED);
