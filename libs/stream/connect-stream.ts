/** Connects a stream service: waits for Kafka and the registry, and looks its codecs up. */
import { codec, connectRegistry, type Codec, type Registry } from '@upshot/avro';
import { connectBus, type Bus } from '@upshot/bus';
import { createDeadLetters, type DeadLetters } from '@upshot/dead-letters';
import { schemaOfTopic, subjectOf } from '@upshot/schemas';
import type { ServiceKit } from '@upshot/service';
import { messageFirst } from '@upshot/telemetry';

export interface StreamSettings {
  readonly brokers: readonly string[];
  /** The registry's Confluent API. */
  readonly registryUrl: string;
}

export interface Stream {
  readonly bus: Bus;
  readonly registry: Registry;
  readonly deadLetters: DeadLetters;
  /** The codec of one of Upshot's own topics. */
  codecOf<T>(topic: string): Promise<Codec<T>>;
}

/** Waits for what is away, while `/readyz` says so. A consumer that stalls silently ends the process (crash-only). */
export async function connectStream(
  kit: ServiceKit,
  { brokers, registryUrl }: StreamSettings,
): Promise<Stream> {
  const clientId = `upshot.${kit.name}`;
  const bus = await kit.waitFor('kafka', () =>
    connectBus({
      brokers,
      clientId,
      consumerClient: kit.busConsumer,
      log: messageFirst(kit.log),
      onStall: (details) => kit.fail(details),
    }),
  );
  const registry = connectRegistry({ url: registryUrl });
  const { metrics } = kit.telemetry;
  return {
    bus,
    registry,
    deadLetters: await kit.waitFor('registry', () =>
      createDeadLetters({ bus, registry, service: kit.name, metrics }),
    ),
    codecOf: <T>(topic: string) =>
      kit.waitFor('registry', () =>
        codec<T>(registry, { subject: subjectOf(topic), schema: schemaOfTopic(topic) }),
      ),
  };
}
