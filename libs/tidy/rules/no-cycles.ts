/** Workspaces import each other in one direction only. */
import { importsOf, packageOf } from '../imports-of.ts';
import { isTest, isTypeScript, workspaceOf } from '../places.ts';
import { type Finding, type Rule } from '../rule.ts';
import type { Tree } from '../tree.ts';

const packageFile = (workspace: string, name: string) => ({
  path: `${workspace}/package.json`,
  text: `{ "name": "${name}" }`,
});
const TWO: Tree = [packageFile('libs/a', '@upshot/a'), packageFile('libs/b', '@upshot/b')];
const A_TO_B = { path: 'libs/a/a.ts', text: "import { b } from '@upshot/b';" };

export const noCycles: Rule = {
  name: 'workspaces have no import cycles',
  why: 'What is in a cycle can only be understood, tested and moved as one lump.',
  check: (tree) => {
    const graph = graphOf(tree);
    return [...graph.keys()].flatMap((start) => cycleFrom(start, graph));
  },
  broken: [
    [...TWO, A_TO_B, { path: 'libs/b/b.ts', text: "export type { A } from '@upshot/a';" }],
    [
      ...TWO,
      packageFile('deploy/c', '@upshot/c'),
      A_TO_B,
      { path: 'libs/b/b.ts', text: "import '@upshot/c';" },
      { path: 'deploy/c/c.ts', text: "await import('@upshot/a/deep');" },
    ],
  ],
  sound: [
    [...TWO, A_TO_B],
    [...TWO, A_TO_B, { path: 'libs/b/b.test.ts', text: "import { a } from '@upshot/a';" }],
  ],
};

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

function graphOf(tree: Tree): Graph {
  const names = new Map(
    tree
      .filter(({ path }) => path.endsWith('/package.json'))
      .map(({ path, text }) => [/"name":\s*"([^"]+)"/u.exec(text)?.[1] ?? '', workspaceOf(path)]),
  );
  const graph = new Map<string, Set<string>>();
  for (const { path, text } of tree.filter((file) => isTypeScript(file.path) && !isTest(file.path))) {
    const own = workspaceOf(path);
    const targets = importsOf(text).flatMap(({ specifier }) => names.get(packageOf(specifier) ?? '') ?? []);
    graph.set(own, new Set([...(graph.get(own) ?? []), ...targets.filter((target) => target !== own)]));
  }
  return graph;
}

function cycleFrom(start: string, graph: Graph): readonly Finding[] {
  const seen = new Set<string>();
  const open = [...(graph.get(start) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === start) return [{ path: start, line: 1, message: 'imports itself over other workspaces' }];
    if (!seen.has(next)) open.push(...(graph.get(next) ?? []));
    seen.add(next);
  }
  return [];
}
