/** Each Kafka client is imported by its own folder of the bus, and by what tests the bus. */
import { importsOf, packageOf } from '../imports-of.ts';
import { fileOf, type Rule } from '../rule.ts';

/** Where each client may be imported. */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  kafkajs: ['libs/bus/kafkajs/', 'libs/bus/testing/'],
  '@platformatic/kafka': ['libs/bus/platformatic/', 'libs/bus/testing/'],
};

export const oneBus: Rule = {
  name: 'a Kafka client is imported by one folder of libs/bus',
  why: 'each needs a wrapper that holds its promises, and may have to be replaced.',
  check: (tree) =>
    tree
      .filter(({ path }) => /\.m?[tj]s$/u.test(path))
      .flatMap(({ path, text }) =>
        importsOf(text).flatMap(({ specifier, line }) => {
          const client = packageOf(specifier) ?? '';
          const isAtHome = HOMES[client]?.some((home) => path.startsWith(home)) ?? true;
          return isAtHome ? [] : [{ path, line, message: `imports ${client}` }];
        }),
      ),
  broken: [
    fileOf('services/runner/main.ts', "import { Kafka } from 'kafkajs';"),
    fileOf('e2e/a.e2e.test.ts', "import type { Kafka } from 'kafkajs';"),
    fileOf('libs/avro/a.ts', "const kafka = await import('kafkajs');"),
    fileOf('libs/avro/a.ts', "const code = await import('kafkajs/src/protocol/error.js');"),
    fileOf('libs/bus/consuming/a.ts', "import type { Consumer } from 'kafkajs';"),
    fileOf('libs/bus/kafkajs/a.ts', "import { Consumer } from '@platformatic/kafka';"),
    fileOf('services/matcher/main.ts', "import { Consumer } from '@platformatic/kafka';"),
  ],
  sound: [
    fileOf('libs/bus/kafkajs/client.ts', "import { Kafka } from 'kafkajs';"),
    fileOf('libs/bus/platformatic/client.ts', "import { Consumer } from '@platformatic/kafka';"),
    fileOf('libs/bus/testing/raw-kafka.ts', "import { Kafka } from 'kafkajs';"),
    fileOf('libs/avro/a.ts', "import type { Bus } from './kafkajs.ts'; // not from 'kafkajs'"),
  ],
};
