/** Sees which of the members that rows name a list has. */
import type { RecordChange } from '@upshot/values';
import type { Access } from '../access.ts';
import type { MembersInput } from '../input.ts';
import { UNTOLD, type Key } from '../key.ts';
import { KeyNumbers } from './key-numbers.ts';
import { CANNOT_TELL, NOTHING_NAMED, SEES_ONE, type Lens } from './lens.ts';

export class MembersLens implements Lens {
  readonly sees = 'many';
  readonly seen: number[] = [];
  readonly has = SEES_ONE.has;
  readonly worth = 0.7;
  readonly #input: MembersInput;
  readonly #numbers = new KeyNumbers();

  constructor(input: MembersInput) {
    this.#input = input;
  }

  note(access: Access): void {
    this.#numbers.note(keysOf(access));
  }

  encode(access: Access): readonly number[] {
    return this.#numbers.encode(keysOf(access));
  }

  look(change: RecordChange): number {
    const keys = this.#input.read(change);
    if (keys === UNTOLD) return CANNOT_TELL;
    let count = 0;
    for (const key of keys) {
      const number = this.#numbers.numberOf(key);
      if (number !== NOTHING_NAMED) this.seen[count++] = number;
    }
    return count;
  }
}

const keysOf = (access: Access): readonly Key[] => (access.kind === 'members' ? access.keys : []);
