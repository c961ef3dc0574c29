/** Sees whether a text has in it what a row names; looks for each such part once, and only when a row asks. */
import type { RecordChange } from '@upshot/values';
import type { Access } from '../access.ts';
import type { TextInput } from '../input.ts';
import { UNTOLD } from '../key.ts';
import { CANNOT_TELL, NOTHING_NAMED, SEES_ONE, type Lens } from './lens.ts';

export class PartLens implements Lens {
  readonly sees = 'part';
  readonly seen = SEES_ONE.seen;
  readonly worth = 0.1;
  readonly #input: TextInput;
  readonly #numbers = new Map<string, number>();
  readonly #parts: string[] = [];
  #text: string | undefined = undefined;
  /** Of each part: the look in which it was last looked for, twice, and one more where it was there. */
  readonly #found: number[] = [];
  #looks = 0;

  constructor(input: TextInput) {
    this.#input = input;
  }

  note(access: Access): void {
    if (access.kind !== 'part' || this.#numbers.has(access.part)) return;
    this.#numbers.set(access.part, this.#parts.length);
    this.#parts.push(access.part);
    this.#found.push(0);
  }

  encode(access: Access): readonly number[] {
    return access.kind === 'part' ? [this.#numbers.get(access.part) ?? NOTHING_NAMED] : [];
  }

  look(change: RecordChange): number {
    const text = this.#input.read(change);
    if (text === UNTOLD) return CANNOT_TELL;
    this.#text = text;
    this.#looks += 1;
    return 0;
  }

  readonly has = (part: number): boolean => {
    const asked = this.#looks * 2;
    const known = this.#found[part] ?? 0;
    if (known >= asked) return known > asked;
    const isThere = this.#text?.includes(this.#parts[part] ?? '') === true;
    this.#found[part] = asked + (isThere ? 1 : 0);
    return isThere;
  };
}
