/**
 * Stage: brings what was written to the topic, from a transactional outbox inside each definition's document: revision
 * above publishedRevision means that it is still to be published. Several processes may do so at once: whoever finds, after
 * its send, that another has published since, may have overwritten a newer record, and publishes the newest again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { toUpshotError, UpshotError } from '@upshot/errors';
import { ATTRIBUTES, inStage, type Logger, type Telemetry } from '@upshot/telemetry';
import type { DefinitionTopic } from '../ports/definition-topic.ts';
import type { Outbox, Pending } from '../ports/outbox.ts';

export interface PublisherOptions {
  readonly outbox: Outbox;
  /** Null until Kafka and the registry have first answered. */
  readonly topic: () => DefinitionTopic | null;
  readonly telemetry: Telemetry;
  readonly log: Logger;
  readonly crashPoint: (name: string) => void;
}

export interface Publisher {
  /** Publishes the newest revision of a definition unless it is; one at a time per definition. Never rejects. */
  publish(key: string): Promise<void>;
  /** The same, though it may be published already. */
  republish(key: string): Promise<void>;
  /** Publishes, and resolves when that is done or `waitMs` have passed; at once while Kafka is known to be away. */
  publishSoon(key: string, waitMs: number): Promise<void>;
  /** Why what is written is not published now: Kafka has not answered yet, or the last attempt failed. Null when it is. */
  failure(): string | null;
}

const MOST_ROUNDS = 10;
const SIDE_BY_SIDE = 8;

/** A publisher; what fails is left to the sweep. */
export function createPublisher(options: PublisherOptions): Publisher {
  const lanes = new Map<string, Promise<void>>();
  let failure: string | null = null;

  /** Behind whatever is going on for the same definition. */
  async function inLane(key: string, force: boolean): Promise<void> {
    const before = lanes.get(key) ?? Promise.resolve();
    const mine = before.then(() => attempt(key, force));
    lanes.set(key, mine);
    await mine;
    if (lanes.get(key) === mine) lanes.delete(key);
  }
  async function attempt(key: string, force: boolean): Promise<void> {
    try {
      await publishNewest(key, force, options);
      failure = null;
    } catch (thrown) {
      const error = toUpshotError(thrown);
      failure = error.code;
      options.log.warn({ error }, 'a definition is not published yet');
    }
  }
  const whyNot = () => failure ?? (options.topic() === null ? 'bus_unavailable' : null);
  return {
    publish: (key) => inLane(key, false),
    republish: (key) => inLane(key, true),
    failure: whyNot,
    publishSoon: async (key, waitMs) => {
      const published = inLane(key, false);
      if (whyNot() === null) await Promise.race([published, sleep(waitMs, undefined, { ref: false })]);
    },
  };
}

/** Publishes them, several side by side. */
export async function publishAll(
  keys: readonly string[],
  publisher: Pick<Publisher, 'publish'>,
): Promise<void> {
  const waiting = [...keys];
  const work = async (): Promise<void> => {
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) await publisher.publish(key);
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
}

async function publishNewest(key: string, force: boolean, options: PublisherOptions): Promise<void> {
  const { outbox, crashPoint } = options;
  for (let round = 0, again = force; round < MOST_ROUNDS; round += 1) {
    const pending = await outbox.load(key);
    if (pending === null || !(again || pending.revision > pending.publishedRevision)) return;
    await send(pending, options);
    crashPoint('definition-api.published');
    const alone = await outbox.markPublished(pending);
    again = !alone;
  }
  throw new UpshotError('conflict', 'other processes publish the same definition without end');
}

/** The crash of a process between its stale send and its next round is noticed by `reconcile`. */
async function send(pending: Pending, options: PublisherOptions): Promise<void> {
  const { telemetry } = options;
  const topic = options.topic();
  if (topic === null) throw new UpshotError('bus_unavailable', 'Kafka has not answered yet');
  const attributes = {
    [ATTRIBUTES.tenantId]: pending.tenantId,
    [ATTRIBUTES.definitionId]: pending.definitionId,
  };
  await inStage(telemetry, 'publish-definition', { attributes }, async ({ context }) => {
    await topic.send(pending, context);
  });
}
