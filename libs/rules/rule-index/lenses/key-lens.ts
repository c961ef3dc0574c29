/** Sees which of the keys that rows name a field has; or whether it moved. */
import type { RecordChange } from '@upshot/values';
import type { Access } from '../access.ts';
import type { KeyInput, MovedInput } from '../input.ts';
import { NO_KEY, UNTOLD, type Key } from '../key.ts';
import { KeyNumbers } from './key-numbers.ts';
import { CANNOT_TELL, NOTHING_NAMED, SEES_ONE, type Lens } from './lens.ts';

export class KeyLens implements Lens {
  readonly sees = 'single';
  readonly seen = SEES_ONE.seen;
  readonly has = SEES_ONE.has;
  readonly worth = 1;
  readonly #input: KeyInput | MovedInput;
  readonly #numbers = new KeyNumbers();

  constructor(input: KeyInput | MovedInput) {
    this.#input = input;
  }

  note(access: Access): void {
    this.#numbers.note(keysOf(access));
  }

  encode(access: Access): readonly number[] {
    return this.#numbers.encode(keysOf(access));
  }

  look(change: RecordChange): number {
    const key = this.#input.read(change);
    if (key === UNTOLD) return CANNOT_TELL;
    return key === NO_KEY ? NOTHING_NAMED : this.#numbers.numberOf(key);
  }
}

const MOVED: readonly Key[] = [true];
const keysOf = (access: Access): readonly Key[] => (access.kind === 'keys' ? access.keys : MOVED);
