/** No way around the types: no `any`, no `!`, and no comment that switches a check off. */
import { isTypeScript } from '../places.ts';
import { fileOf, findInCode, type Finding, type Rule } from '../rule.ts';
import type { SourceFile } from '../tree.ts';

const ANY = /(?:[:<|&,]|\bas|\bextends|=>)\s*any\b(?!\s*[:(.])|\bany\[\]/gu;
const NON_NULL = /[\w)\]]!(?=\s*(?:[.;,)\]}[(]|$))/gmu;
/** What is switched off must be one named rule, on one line, with its reason. */
const UNCHECKED =
  /@ts-(?:ignore|nocheck)\b|(?:eslint|oxlint)-disable(?!-next-line [\w/, -]+ -- \S)|@ts-expect-error(?! \S)/u;

export const noEscapes: Rule = {
  name: 'no any, no !, no check switched off without a reason',
  why: 'The strict compiler is worth what its exceptions are not.',
  check: (tree) =>
    tree
      .filter(({ path }) => isTypeScript(path))
      .flatMap((file) => [
        ...findInCode(file, ANY, 'any'),
        ...findInCode(file, NON_NULL, 'a value is asserted not to be null'),
        ...unchecked(file),
      ]),
  broken: [
    fileOf('libs/a/b.ts', 'const x: any = 1;'),
    fileOf('libs/a/b.ts', 'const x = y as any;'),
    fileOf('libs/a/b.ts', 'const x: Map<string, any[]> = y;'),
    fileOf('libs/a/b.ts', 'const x = y!.z;'),
    fileOf('libs/a/b.test.ts', 'call(list[0]!);'),
    fileOf('libs/a/b.ts', '// @ts-ignore\nconst x = 1;'),
    fileOf('libs/a/b.ts', '/* oxlint-disable */'),
    fileOf('libs/a/b.ts', '// oxlint-disable-next-line no-control-regex'),
  ],
  sound: [
    fileOf('libs/a/b.ts', "const kind: 'any' | 'all' = x !== y ? 'any' : z; // any!"),
    fileOf('libs/a/b.ts', 'if (!ready && !(a !== b)) return { any: 1, all: list.any(x) };'),
    fileOf('libs/a/b.ts', '// oxlint-disable-next-line no-control-regex -- they are what is taken out'),
    fileOf('libs/a/b.test.ts', '// @ts-expect-error a key has no attribute'),
  ],
};

/** The samples above are no exceptions, they only look like some. */
function unchecked({ path, text }: SourceFile): readonly Finding[] {
  if (path === 'libs/tidy/rules/no-escapes.ts') return [];
  return text
    .split('\n')
    .flatMap((content, index) =>
      UNCHECKED.test(content) ? [{ path, line: index + 1, message: 'a check is switched off' }] : [],
    );
}
