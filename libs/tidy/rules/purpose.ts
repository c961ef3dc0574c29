/** Every source begins with a sentence on its purpose. */
import { fileOf, type Rule } from '../rule.ts';

const PURPOSE = /^(?:#![^\n]*\n)?\/\*\*\s(?:(?!\*\/)[\s\S])*[\p{L}\p{N}`)][.:!?]\)?\s*\*\//u;

export const purpose: Rule = {
  name: 'every source begins with a /** sentence */ on its purpose',
  why: 'Whoever opens a file learns from its first line whether it is the right one.',
  check: (tree) =>
    tree
      .filter(({ path, text }) => /\.m?[tj]s$/u.test(path) && !PURPOSE.test(text))
      .map(({ path }) => ({ path, line: 1, message: 'does not begin with a sentence on its purpose' })),
  broken: [
    fileOf('libs/a/b.ts', 'export const x = 1;'),
    fileOf('libs/a/b.ts', '// A bell.\nexport const x = 1;'),
    fileOf('libs/a/b.ts', "import x from 'x';\n/** A bell. */"),
    fileOf('libs/a/b.mjs', '/** a bell */\nexport const x = 1; /** Rings. */'),
  ],
  sound: [
    fileOf('libs/a/b.ts', '/** A bell. */\nexport const x = 1;'),
    fileOf('libs/a/b.ts', '/**\n * A bell,\n * that rings.\n */\n'),
    fileOf('deploy/a.mjs', '#!/usr/bin/env node\n/** Rings. */'),
  ],
};
