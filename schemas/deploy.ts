/** Brings topics and schemas into being, once per set-up: services look ids up and never register (`@upshot/schemas/deploy`). */
import { connectRegistry } from '@upshot/avro';
import { connectBus } from '@upshot/bus';
import { schemaOfTopic } from './avro.ts';
import { subjectOf, TOPICS } from './topics.ts';

export interface DeployOptions {
  readonly brokers: readonly string[];
  /** The registry's Confluent API, `…/apis/ccompat/v7`. */
  readonly registryUrl: string;
}

/**
 * Creates the topics that are missing and registers every schema under a level that refuses breaking changes in both
 * directions, so that old and new processes read each other during an upgrade. Idempotent. Throws `schema_incompatible`
 * for a breaking change, `bus_unavailable` or `registry_unavailable` where an engine is away.
 */
export async function deploySchemas({ brokers, registryUrl }: DeployOptions): Promise<void> {
  const bus = await connectBus({ brokers, clientId: 'upshot.deploy' });
  try {
    await bus.ensureTopics(TOPICS.map(({ name, partitions, config }) => ({ name, partitions, config })));
  } finally {
    await bus.close();
  }
  const registry = connectRegistry({ url: registryUrl });
  for (const { name } of TOPICS) {
    await registry.register({
      subject: subjectOf(name),
      schema: schemaOfTopic(name),
      compatibility: 'FULL_TRANSITIVE',
    });
  }
}
