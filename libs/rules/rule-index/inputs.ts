/** The inputs of one module: sieves of all its buckets share them, so that what one has read the others need not read again. */
import type { FieldType } from '@upshot/values';
import type { Scale } from './access.ts';
import { FieldInput, KeyInput, MembersInput, MovedInput, PlaceInput, TextInput } from './input.ts';
import type { KeyForm } from './key.ts';

export interface Inputs {
  readonly key: (field: string, at: 'now' | 'prior', form: KeyForm) => KeyInput;
  readonly members: (field: string, form: KeyForm, type: FieldType) => MembersInput;
  readonly text: (field: string, folded: boolean, type: FieldType) => TextInput;
  readonly place: (field: string, scale: Scale) => PlaceInput;
  readonly moved: (field: string, type: FieldType) => MovedInput;
}

/** Inputs that are made when they are first asked for. */
export function newInputs(): Inputs {
  const field = remembering((name: string, at: 'now' | 'prior') => new FieldInput(name, at));
  return {
    key: remembering((name, at, form) => new KeyInput(field(name, at), form)),
    members: remembering((name, form, type) => new MembersInput(field(name, 'now'), form, type)),
    text: remembering((name, folded, type) => new TextInput(field(name, 'now'), folded, type)),
    place: remembering((name, scale) => new PlaceInput(field(name, 'now'), scale)),
    moved: remembering((name, type) => new MovedInput(field(name, 'now'), field(name, 'prior'), type)),
  };
}

/** What `make` made for the same arguments before. */
function remembering<Args extends readonly (string | boolean)[], Made>(
  make: (...args: Args) => Made,
): (...args: Args) => Made {
  const made = new Map<string, Made>();
  return (...args) => {
    const key = JSON.stringify(args);
    const known = made.get(key);
    if (known !== undefined) return known;
    const fresh = make(...args);
    made.set(key, fresh);
    return fresh;
  };
}
