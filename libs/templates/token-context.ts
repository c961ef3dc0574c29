/** Hands the engine values through our own look-up, and remembers which tokens found nothing. */
import type { FieldValue } from '@upshot/values';
import { Context } from 'liquidjs';
import { engine } from './engine.ts';
import { lookUp, type Path, type Scope } from './lookup.ts';

/** The scope of one rendering. No property of a value is ever read by the engine itself. */
export class TokenContext extends Context {
  readonly #missing = new Set<string>();
  readonly #scope: Scope;
  readonly #customFields: string;

  constructor(scope: Scope, customFields: string) {
    super({}, engine.options, { sync: true }, { liquid: engine });
    this.#scope = scope;
    this.#customFields = customFields;
  }

  /** The paths that found nothing since the last time it was asked, as written. */
  takeMissing(): readonly string[] {
    const taken = [...this.#missing];
    this.#missing.clear();
    return taken;
  }

  override *_get(keys: readonly unknown[]): Generator {
    return yield this.#find(toPath(keys));
  }

  /** A literal has no fields: `"abc".length` is nothing. */
  override *_getFromScope(): Generator {
    return yield undefined;
  }

  #find(path: Path): FieldValue | undefined {
    const found = lookUp(this.#scope, path, this.#customFields);
    if (found === undefined || found === null) this.#missing.add(printPath(path));
    return found;
  }
}

/** A path as a person would write it. */
export const printPath = (path: Path): string => path.join('.');

/** A key that is computed may be anything; what is no name names nothing. */
const toPath = (keys: readonly unknown[]): Path =>
  keys.map((key) => (typeof key === 'number' || typeof key === 'string' ? key : ''));
