/** What a source imports. */
import { codeOf, lineAt } from './code-of.ts';

export interface Import {
  /** As it is written: `@upshot/errors`, `./a.ts`, `node:fs`. */
  readonly specifier: string;
  readonly line: number;
}

const IMPORT =
  /^(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?\s*['"](?<from>[^'"]+)['"]|\bimport\(\s*['"](?<called>[^'"]+)['"]/gmu;

/** Every import and re-export, static or dynamic, types included; not those in comments and texts. */
export function importsOf(text: string): readonly Import[] {
  const code = codeOf(text);
  const found = [...text.matchAll(IMPORT)].filter(({ index }) => code.charAt(index) !== ' ');
  return found.map(({ index, groups }) => ({
    specifier: groups?.['from'] ?? groups?.['called'] ?? '',
    line: lineAt(text, index),
  }));
}

/** The package of a specifier: `@upshot/schemas` for `@upshot/schemas/deploy`; null for a relative path. */
export function packageOf(specifier: string): string | null {
  if (specifier.startsWith('.')) return null;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
