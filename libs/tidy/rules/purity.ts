/** The pure libraries do no I/O, and read neither the clock nor chance. */
import { isBuiltin } from 'node:module';
import { importsOf } from '../imports-of.ts';
import { PURE } from '../layers.ts';
import { isTest, isTypeScript, workspaceOf } from '../places.ts';
import { fileOf, findInCode, type Finding, type Rule } from '../rule.ts';
import type { SourceFile } from '../tree.ts';

const IMPURE =
  /\bDate\.now\b|\bTemporal\.Now\b|\bnew Date\s*\(\s*\)|\bnew Date\b(?!\s*\()|(?<!new )\bDate\s*\(\s*\)|\bMath\.random\b|\b(?:process|performance|crypto|globalThis)\.|\b(?:fetch|setTimeout|setInterval|setImmediate|queueMicrotask)\s*\(/gu;

export const purity: Rule = {
  name: 'the pure libraries import nothing of Node and read neither clock nor chance',
  why: 'What decides must decide the same again: on a redelivery, in a test, in the preview of the console.',
  check: (tree) =>
    tree
      .filter(({ path }) => isTypeScript(path) && !isTest(path))
      .filter(({ path }) => PURE.some((name) => workspaceOf(path) === `libs/${name}`))
      .flatMap((file) => [
        ...nodeImports(file),
        ...findInCode(file, IMPURE, 'reads clock, chance or the outside'),
      ]),
  broken: [
    fileOf('libs/rules/a.ts', "import { readFileSync } from 'node:fs';"),
    fileOf('libs/rules/a.ts', "import { readFileSync } from 'fs';"),
    fileOf('libs/flow/a.ts', 'const atMs = Date.now();'),
    fileOf('libs/values/a.ts', 'const now = new Date();'),
    fileOf('libs/calendar/a.ts', 'const now = Temporal.Now.instant();'),
    fileOf('libs/dialects/x/a.ts', 'const id = Math.random();'),
    fileOf('libs/templates/a.ts', 'const answer = await fetch(url);'),
    fileOf('libs/flow/a.ts', 'const id = crypto.randomUUID();'),
  ],
  sound: [
    fileOf('libs/values/a.ts', 'const at = new Date(atMs); // never Date.now()'),
    fileOf('libs/rules/a.test.ts', "import { readFileSync } from 'node:fs';"),
    fileOf('libs/bus/a.ts', 'const atMs = Date.now();'),
  ],
};

function nodeImports({ path, text }: SourceFile): readonly Finding[] {
  return importsOf(text)
    .filter(({ specifier }) => isBuiltin(specifier))
    .map(({ specifier, line }) => ({ path, line, message: `imports ${specifier}` }));
}
