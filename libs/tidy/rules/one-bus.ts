/** Only the bus imports kafkajs. */
import { importsOf } from '../imports-of.ts';
import { workspaceOf } from '../places.ts';
import { fileOf, type Rule } from '../rule.ts';

export const oneBus: Rule = {
  name: 'only libs/bus imports kafkajs',
  why: 'kafkajs needs a wrapper that holds its promises, and may have to be replaced.',
  check: (tree) =>
    tree
      .filter(({ path }) => /\.m?[tj]s$/u.test(path) && workspaceOf(path) !== 'libs/bus')
      .flatMap(({ path, text }) =>
        importsOf(text)
          .filter(({ specifier }) => specifier === 'kafkajs' || specifier.startsWith('kafkajs/'))
          .map(({ line }) => ({ path, line, message: 'imports kafkajs' })),
      ),
  broken: [
    fileOf('services/runner/main.ts', "import { Kafka } from 'kafkajs';"),
    fileOf('e2e/a.e2e.test.ts', "import type { Kafka } from 'kafkajs';"),
    fileOf('libs/avro/a.ts', "const kafka = await import('kafkajs');"),
  ],
  sound: [
    fileOf('libs/bus/kafkajs/client.ts', "import { Kafka } from 'kafkajs';"),
    fileOf('libs/avro/a.ts', "import type { Bus } from './kafkajs.ts'; // not from 'kafkajs'"),
  ],
};
