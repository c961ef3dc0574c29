/** Shows that only code is left of a source, each line where it was. */
import { describe, expect, it } from 'vitest';
import { codeOf, lineAt } from './code-of.ts';
import { importsOf, packageOf } from './imports-of.ts';

describe('codeOf', () => {
  it.each([
    ["const a = 'x // y';", 'const a =         ;'],
    ['a; // b', 'a;     '],
    ['a; /* b\nc */ d;', 'a;     \n     d;'],
    ['const a = "it\'s";', 'const a =       ;'],
    ["const a = 'it\\'s'; b;", 'const a =        ; b;'],
    ['const a = `x ${b} y`;', 'const a =      b    ;'],
    ['const a = /[/\'"]\\/x/gu; b;', 'const a =             ; b;'],
    ['const a = b / c / d;', 'const a = b / c / d;'],
    ['list.map((x) => /a"/.test(x));', 'list.map((x) =>     .test(x));'],
  ])('of %s', (text, code) => {
    expect(codeOf(text)).toBe(code);
  });
  it('keeps lines and their lengths', () => {
    const text = "/** A.\n * B. */\nconst a = `\n${b}\n`;\n// 'c\nd;";
    expect(
      codeOf(text)
        .split('\n')
        .map((line) => line.length),
    ).toEqual(text.split('\n').map((line) => line.length));
  });
});

describe('lineAt', () => {
  it('counts from 1', () => {
    expect([0, 1, 2, 3].map((index) => lineAt('a\nb\nc', index))).toEqual([1, 1, 2, 2]);
  });
});

describe('importsOf', () => {
  it('finds every form, with its line', () => {
    const text = [
      "import a from 'a';",
      "import type { b } from './b.ts';",
      "import {\n  c,\n} from '@upshot/c';",
      "import 'd';",
      "export { e } from 'e';",
      "export * from 'f';",
      "const g = await import('g');",
      "const h = `import i from 'i'`; // import j from 'j'",
      "export const k = 'from l';",
    ].join('\n');
    expect(importsOf(text).map(({ specifier, line }) => `${line} ${specifier}`)).toEqual([
      '1 a',
      '2 ./b.ts',
      '3 @upshot/c',
      '6 d',
      '7 e',
      '8 f',
      '9 g',
    ]);
  });
  it.each([
    ['./a.ts', null],
    ['@upshot/schemas/deploy', '@upshot/schemas'],
    ['kafkajs/src/x', 'kafkajs'],
    ['node:fs/promises', 'node:fs'],
  ])('%s is of the package %s', (specifier, name) => {
    expect(packageOf(specifier)).toBe(name);
  });
});
