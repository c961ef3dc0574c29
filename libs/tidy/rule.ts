/** A house rule: what it looks for, and samples that show that it can fail. */
import { codeOf, lineAt } from './code-of.ts';
import type { SourceFile, Tree } from './tree.ts';

export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

export interface Rule {
  readonly name: string;
  /** Why the house has it. */
  readonly why: string;
  check(tree: Tree): readonly Finding[];
  /** Small trees, each of which the rule must find something in. */
  readonly broken: readonly Tree[];
  /** Small trees in which it must find nothing. */
  readonly sound: readonly Tree[];
}

/** A tree of one file. */
export const fileOf = (path: string, text: string): Tree => [{ path, text }];

/** Each place in the file's code (comments and texts left out) where the pattern, which must be global, matches. */
export function findInCode({ path, text }: SourceFile, pattern: RegExp, message: string): readonly Finding[] {
  return [...codeOf(text).matchAll(pattern)].map(({ index }) => ({
    path,
    line: lineAt(text, index),
    message,
  }));
}
