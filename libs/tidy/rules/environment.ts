/** Only config.ts reads the environment. */
import { isTest, isTypeScript } from '../places.ts';
import { fileOf, findInCode, type Rule } from '../rule.ts';

/** Handing the whole process on hands its environment on. */
const READS = /\bprocess\.env\b|\bprocess\b(?=\s*[,)\];])|\benv\s*\}\s*=\s*process\b/gu;

export const environment: Rule = {
  name: 'only config.ts reads the environment',
  why: 'A setting has one name, one default and one place where a mistake in it is told. Tests are excepted.',
  check: (tree) =>
    tree
      .filter(({ path }) => isTypeScript(path) && !isTest(path) && !path.endsWith('/config.ts'))
      .flatMap((file) => findInCode(file, READS, 'reads the environment')),
  broken: [
    fileOf('services/runner/main.ts', "const url = process.env['URL'];"),
    fileOf('services/runner/main.ts', 'const settings = mainConfig(schema, process);'),
    fileOf('libs/a/b.ts', 'const { env } = process;'),
    fileOf('deploy/local/start.ts', 'const home = `${process.env.HOME}/x`;'),
  ],
  sound: [
    fileOf('services/runner/config.ts', 'export const config = () => mainConfig(schema, process);'),
    fileOf('libs/a/b.ts', "process.kill(process.pid, 'SIGKILL'); // never process.env"),
    fileOf('libs/a/b.test.ts', 'const home = process.env.HOME;'),
  ],
};
