/** Makes kafkajs clients, with every setting that the bus relies on; loading it registers the codecs. */
import kafkajs, { type Kafka } from 'kafkajs';
import type { Reach } from '../consuming/group-member.ts';
import { registerCodecs } from './codecs.ts';
import { quietLogCreator } from './log.ts';

registerCodecs();

/** Pauses between kafkajs's own attempts; spelled out, because kafkajs changes its defaults under a test runner. */
export const CLIENT_RETRY = {
  initialRetryTime: 100,
  factor: 0.2,
  multiplier: 2,
  maxRetryTime: 3_000,
  retries: 6,
};

/** After this long without an answer kafkajs gives a request up. */
export const REQUEST_TIMEOUT_MS = 15_000;

/** How to reach Kafka, and how often to try. */
export interface ClientOptions extends Reach {
  /** Attempts of kafkajs at whatever it does, connecting included. */
  readonly retries?: number;
}

/** A new client. Consumers of one group must not share one: kafkajs keeps committed offsets per client and group. */
export function createClient({ brokers, clientId, log, openSocket, retries }: ClientOptions): Kafka {
  return new kafkajs.Kafka({
    brokers: [...brokers],
    clientId,
    connectionTimeout: 5_000,
    requestTimeout: REQUEST_TIMEOUT_MS,
    enforceRequestTimeout: true,
    retry: { ...CLIENT_RETRY, retries: retries ?? CLIENT_RETRY.retries },
    logLevel: log.debug === undefined ? kafkajs.logLevel.NOTHING : kafkajs.logLevel.WARN,
    ...(openSocket === undefined
      ? {}
      : { socketFactory: ({ host, port, onConnect }) => openSocket({ host, port }, onConnect) }),
    logCreator: quietLogCreator(log),
  });
}
