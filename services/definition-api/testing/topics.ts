/** What stands on topics, read for tests. */
import { codec, connectRegistry, type Codec } from '@upshot/avro';
import type { Bus, BusRecord } from '@upshot/bus';
import {
  ACTIVITIES,
  DEFINITIONS,
  RUN_COMMANDS,
  schemaOfTopic,
  START_REQUESTS,
  subjectOf,
  type Activity,
  type DefinitionRecord,
  type RunCommand,
  type StartRequest,
} from '@upshot/schemas';

/** The codecs of the topics that the API writes. */
export async function openCodecs(registryUrl: string) {
  const registry = connectRegistry({ url: registryUrl });
  const codecOf = <T>(topic: string) =>
    codec<T>(registry, { subject: subjectOf(topic), schema: schemaOfTopic(topic) });
  return {
    records: await codecOf<DefinitionRecord>(DEFINITIONS),
    activities: await codecOf<Activity>(ACTIVITIES),
    commands: await codecOf<RunCommand>(RUN_COMMANDS),
    starts: await codecOf<StartRequest>(START_REQUESTS),
  };
}

/** Every record that is on the topic now, in the order of its partitions. */
export async function readAll(bus: Bus, topic: string): Promise<readonly BusRecord[]> {
  const found: BusRecord[] = [];
  const follower = await bus.follow({ topics: [topic], onRecord: (record) => void found.push(record) });
  await follower.ready;
  await follower.stop();
  return found;
}

/** The records' values, each with its key. */
export const decodeAll = <T extends object>(
  records: readonly BusRecord[],
  { decode }: Pick<Codec<T>, 'decode'>,
): Promise<readonly (T & { readonly key: string })[]> =>
  Promise.all(
    records.map(async ({ key, value }) => ({
      ...(await decode(value ?? Buffer.alloc(0))),
      key: key?.toString() ?? '',
    })),
  );
