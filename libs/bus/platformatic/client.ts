/** Makes @platformatic/kafka's consumers, with every setting that the bus relies on. */
import { setTimeout as pause } from 'node:timers/promises';
import {
  ConnectionPool,
  Consumer,
  FetchIsolationLevels,
  type ClusterMetadata,
  type ConnectionOptions,
} from '@platformatic/kafka';
import { UpshotError } from '@upshot/errors';
import { settlesWithin } from '../consuming/deadline.ts';
import type { MemberOptions, Reach } from '../consuming/group-member.ts';

/** After this long without an answer to it a request is given up. */
export const REQUEST_TIMEOUT_MS = 15_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** A poll's answers hold no more than this from one broker, save for a single batch that is larger. */
const FETCH_BYTES = 10 * 1024 * 1024;
/** How long leaving may take before the process goes on without. */
export const LEAVE_MS = 10_000;
const CLOSE_MS = 1_000;

/**
 * A consumer that tries everything once. Its own retries would hide whether there is a broker, and after a rebalance
 * they would commit offsets of the last generation in the name of the next. `joining` is waited for before each join.
 */
export function createConsumer(
  options: MemberOptions,
  joining: (metadata: ClusterMetadata) => Promise<void>,
): Consumer {
  const { timings, group, clientId, brokers } = options;
  const consumer = new Consumer({
    clientId,
    groupId: group,
    bootstrapBrokers: [...brokers],
    ...connectionOptions(options, longestAnswerMs(options)),
    retries: 0,
    autocommit: false,
    autocreateTopics: false,
    metadataMaxAge: timings.metadataMaxAgeMs,
    sessionTimeout: timings.sessionTimeoutMs,
    rebalanceTimeout: Math.max(timings.rebalanceTimeoutMs, timings.sessionTimeoutMs),
    heartbeatInterval: timings.heartbeatMs,
    maxWaitTime: timings.maxWaitMs,
    minBytes: 1,
    maxBytes: FETCH_BYTES,
    isolationLevel: FetchIsolationLevels.READ_COMMITTED,
    // The name and version of the other adapter's, so that a group may hold members of both.
    protocols: [{ name: 'RoundRobinAssigner', version: 0 }],
    protocolsMetadata: async (_protocols, _topics, metadata) => {
      await joining(metadata);
      return Buffer.alloc(0);
    },
  });
  consumer.topics.trackAll(...options.topics);
  return consumer;
}

/** Connections for fetches alone, which the broker may hold back while others want to be answered. */
export function createFetchPool(options: MemberOptions): ConnectionPool {
  const timeoutMs = options.timings.maxWaitMs + REQUEST_TIMEOUT_MS;
  return new ConnectionPool(options.clientId, connectionOptions(options, timeoutMs));
}

/** Leaves the group and closes every connection, whatever comes of it. */
export async function closeConsumer(consumer: Consumer): Promise<void> {
  const leave = async (): Promise<void> => consumer.leaveGroup(true);
  await settlesWithin(leave(), LEAVE_MS);
  await settlesWithin(consumer.close(true), CLOSE_MS);
  await settlesWithin(consumer.connections.close(), CLOSE_MS);
}

/** What went wrong, where something did. */
export async function joinOnce(consumer: Consumer, options: MemberOptions): Promise<unknown> {
  const joined = consumer.joinGroup({}).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (await settlesWithin(joined, 2 * longestAnswerMs(options))) return joined;
  return new UpshotError('bus_unavailable', 'join: no answer in time');
}

/** The broker answers a request to join when all members have come, or their time is up. */
function longestAnswerMs({ timings }: MemberOptions): number {
  return Math.max(timings.rebalanceTimeoutMs, timings.sessionTimeoutMs) + REQUEST_TIMEOUT_MS;
}

/** Lets heartbeats out that became due while a handler kept the process busy. */
export async function letHeartbeatsOut(): Promise<void> {
  await pause(0);
}

function connectionOptions({ openSocket }: Reach, requestTimeout: number): ConnectionOptions {
  return {
    connectTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout,
    ...(openSocket === undefined ? {} : { openSocket }),
  };
}
