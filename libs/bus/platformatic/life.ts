/** One life of a consumer, from its first join to its crash or its leave, and what may be asked of it. */
import type { ClusterMetadata, Consumer } from '@platformatic/kafka';
import { UpshotError } from '@upshot/errors';
import type { OffsetToCommit, Seat } from '../consuming/seat.ts';
import { letHeartbeatsOut, REQUEST_TIMEOUT_MS } from './client.ts';
import { toBusError } from './failure.ts';
import type { Fetcher } from './fetcher.ts';
import { heard } from './heard.ts';

/** One life of a consumer; after a crash comes a new one. */
export interface Life {
  readonly consumer: Consumer;
  /** Counts joins, so that nothing is committed in the name of a later generation. */
  joins: number;
  /** Partitions of all topics when the group last divided them. */
  partitions: number;
  fetcher: Fetcher | undefined;
  isLeader: boolean;
  isJoining: boolean;
  /** Looks after the heartbeats. */
  watch: NodeJS.Timeout | undefined;
  /** When the group last answered, on the clock of `performance.now()`. */
  beatAt: number;
}

export function beginLife(consumer: Consumer): Life {
  return {
    consumer,
    joins: 0,
    partitions: 0,
    fetcher: undefined,
    isLeader: false,
    isJoining: false,
    watch: undefined,
    beatAt: 0,
  };
}

/** What there is to divide among the members. */
export function countPartitions(metadata: ClusterMetadata): number {
  return [...metadata.topics.values()].reduce((sum, { partitionsCount }) => sum + partitionsCount, 0);
}

/** What the work of one generation may ask of the client. */
export function seatOf(life: Life, fetcher: Fetcher, onSilence: (thrown: unknown) => void): Seat {
  const { joins } = life;
  return {
    pause: (place) => fetcher.pause(place),
    resume: (place) => fetcher.resume(place),
    seek: (place, offset) => fetcher.seek(place, offset),
    heartbeat: letHeartbeatsOut,
    commit: async (offsets) => {
      if (life.joins !== joins || life.consumer.memberId === null) {
        throw new UpshotError('bus_unavailable', 'commit: the group has gone on');
      }
      await commit(life.consumer, offsets, onSilence);
    },
  };
}

/** An answer that may still come, perhaps in the next generation, must find this life over. */
async function commit(
  consumer: Consumer,
  offsets: readonly OffsetToCommit[],
  onSilence: (thrown: unknown) => void,
): Promise<void> {
  const committed = consumer.commit({ offsets: offsets.map((each) => ({ ...each, leaderEpoch: -1 })) });
  await heard(committed, REQUEST_TIMEOUT_MS, 'commit', onSilence).catch((thrown: unknown) => {
    throw toBusError(thrown, 'commit');
  });
}
