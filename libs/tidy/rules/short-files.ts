/** No file is longer than 400 lines, and a topology fits on one page. */
import { isTypeScript } from '../places.ts';
import { fileOf, type Rule } from '../rule.ts';

const LONGEST = 400;
const LONGEST_TOPOLOGY = 80;

const longest = (path: string): number => (path.endsWith('/topology.ts') ? LONGEST_TOPOLOGY : LONGEST);

export const shortFiles: Rule = {
  name: `no file over ${LONGEST} lines, no topology over ${LONGEST_TOPOLOGY}`,
  why: 'One file says one thing; the topology is the table of contents.',
  check: (tree) =>
    tree
      .filter(({ path }) => isTypeScript(path))
      .map(({ path, text }) => ({ path, line: text.trimEnd().split('\n').length }))
      .filter(({ path, line }) => line > longest(path))
      .map((place) => ({ ...place, message: `${place.line} lines` })),
  broken: [fileOf('libs/a/b.ts', 'x;\n'.repeat(401)), fileOf('services/a/topology.ts', 'x;\n'.repeat(81))],
  sound: [fileOf('libs/a/b.ts', 'x;\n'.repeat(400)), fileOf('services/a/topology.ts', 'x;\n'.repeat(80))],
};
