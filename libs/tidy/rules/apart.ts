/** Services never import each other, and nothing reaches into another workspace by path. */
import { posix } from 'node:path';
import { importsOf, packageOf } from '../imports-of.ts';
import { isTypeScript, workspaceOf } from '../places.ts';
import { fileOf, type Finding, type Rule } from '../rule.ts';
import type { SourceFile, Tree } from '../tree.ts';

const SERVICE: Tree = [{ path: 'services/matcher/package.json', text: '{"name":"@upshot/matcher"}' }];

export const apart: Rule = {
  name: 'services meet only in schemas, workspaces only by name',
  why: 'A service can be changed, deployed and read by itself.',
  check: (tree) => {
    const services = new Set(tree.flatMap(serviceName));
    return tree.filter(({ path }) => isTypeScript(path)).flatMap((file) => reaches(file, services));
  },
  broken: [
    [...SERVICE, { path: 'services/runner/a.ts', text: "import { x } from '@upshot/matcher';" }],
    [...SERVICE, { path: 'libs/bus/a.ts', text: "import { x } from '@upshot/matcher/topology';" }],
    fileOf('services/runner/a.ts', "import { x } from '../matcher/topology.ts';"),
    fileOf('libs/bus/testing/a.ts', "import { x } from '../../errors/codes.ts';"),
  ],
  sound: [
    [...SERVICE, { path: 'services/runner/stages/a.ts', text: "import { x } from '../ports/b.ts';" }],
    [...SERVICE, { path: 'services/runner/a.ts', text: "import { x } from '@upshot/schemas';" }],
  ],
};

function serviceName({ path, text }: SourceFile): readonly string[] {
  return /^services\/[^/]+\/package\.json$/u.test(path) ? [/"name":\s*"([^"]+)"/u.exec(text)?.[1] ?? ''] : [];
}

/** What stands above the services (deploy, e2e, bench) may look into them. */
function reaches({ path, text }: SourceFile, services: ReadonlySet<string>): readonly Finding[] {
  const own = workspaceOf(path);
  const mayNot = /^(?:libs|services)\/|^schemas$/u.test(own);
  return importsOf(text).flatMap(({ specifier, line }) => {
    const name = packageOf(specifier);
    const target = name === null ? workspaceOf(posix.join(posix.dirname(path), specifier)) : own;
    if (mayNot && target !== own) return [{ path, line, message: `reaches into ${target} by path` }];
    return mayNot && name !== null && services.has(name)
      ? [{ path, line, message: `imports the service ${name}` }]
      : [];
  });
}
