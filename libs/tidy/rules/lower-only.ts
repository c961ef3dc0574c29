/** A library imports only lower ones, and every library has its layer. */
import { importsOf, packageOf } from '../imports-of.ts';
import { layerOf } from '../layers.ts';
import { isTest, isTypeScript, workspaceOf } from '../places.ts';
import { fileOf, type Finding, type Rule } from '../rule.ts';
import type { SourceFile } from '../tree.ts';

export const lowerOnly: Rule = {
  name: 'a library imports only lower ones',
  why: 'Whoever reads a library needs to know only what lies below it.',
  check: (tree) =>
    tree
      .filter(({ path }) => isTypeScript(path) && !isTest(path) && libraryOf(path) !== null)
      .flatMap(upward),
  broken: [
    fileOf('libs/rules/a.ts', "import { x } from '@upshot/dialects';"),
    fileOf('libs/bus/a.ts', "import { x } from '@upshot/avro';"),
    fileOf('schemas/a.ts', "import { x } from '@upshot/history';"),
    fileOf('libs/not-in-any-layer/a.ts', "import { x } from '@upshot/errors';"),
    fileOf('libs/bus/a.ts', "import { x } from '@upshot/not-in-any-layer';"),
  ],
  sound: [
    fileOf('libs/rules/a.ts', "import { x } from '@upshot/values';\nimport { z } from 'zod';"),
    fileOf('libs/avro/a.test.ts', "import { x } from '@upshot/schemas';"),
    fileOf('services/runner/a.ts', "import { x } from '@upshot/flow';"),
  ],
};

function libraryOf(path: string): string | null {
  const workspace = workspaceOf(path);
  if (workspace === 'schemas') return workspace;
  return workspace.startsWith('libs/') ? workspace.slice('libs/'.length) : null;
}

function upward({ path, text }: SourceFile): readonly Finding[] {
  const own = libraryOf(path) ?? '';
  if (layerOf(own) === -1)
    return [{ path, line: 1, message: `${own} stands in no layer of libs/tidy/layers.ts` }];
  return importsOf(text).flatMap(({ specifier, line }) => {
    const name = packageOf(specifier)?.replace(/^@upshot\//u, '');
    if (name === undefined || !specifier.startsWith('@upshot/') || name === own) return [];
    const layer = layerOf(name);
    return layer !== -1 && layer < layerOf(own) ? [] : [{ path, line, message: `${own} imports ${name}` }];
  });
}
