/** Hears the timers that fire, as a runner would: each with the moment at which it came. */
import { codec, connectRegistry } from '@upshot/avro';
import type { Bus } from '@upshot/bus';
import { RUN_COMMANDS, schemaOfTopic, subjectOf, type RunCommand } from '@upshot/schemas';
import { until } from '../spine/client.ts';

export interface Heard {
  readonly timerId: string;
  readonly dueAtMs: number;
  readonly atMs: number;
}

export interface Ear {
  /** The timers of a kind once there are so many. */
  all(kind: string, count: number): Promise<readonly Heard[]>;
  stop(): Promise<void>;
}

/** Listens to the topic from now on. */
export async function listen(bus: Bus, registryUrl: string, topic: string): Promise<Ear> {
  const registry = connectRegistry({ url: registryUrl });
  const commands = await codec<RunCommand>(registry, {
    subject: subjectOf(RUN_COMMANDS),
    schema: schemaOfTopic(RUN_COMMANDS),
  });
  const heard: Heard[] = [];
  const follower = await bus.follow({
    topics: [topic],
    async onRecord({ value }) {
      const atMs = Date.now();
      const { fireTimer } = await commands.decode(value ?? Buffer.alloc(0));
      if (fireTimer !== null) heard.push({ timerId: fireTimer.timerId, dueAtMs: fireTimer.dueAtMs, atMs });
    },
  });
  await follower.ready;
  const of = (kind: string) => heard.filter(({ timerId }) => timerId.startsWith(`${kind}-`));
  return {
    async all(kind, count) {
      await until(() => heard.length >= count && of(kind).length >= count, 20);
      return of(kind);
    },
    stop: () => follower.stop(),
  };
}
