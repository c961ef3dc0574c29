/** Shows what one broker is asked for, and which of its answers count. */
import type { ClusterMetadata } from '@platformatic/kafka';
import { describe, expect, it } from 'vitest';
import { madeAnswer } from '../testing/made-batch.ts';
import type { Reading } from './reading.ts';
import { FetchRequest, leaderOf } from './request.ts';

const reading = (topic: string, partition: number, next?: bigint): Reading => ({
  topic,
  partition,
  key: `${topic}/${partition}`,
  next,
  paused: false,
  isRead: false,
});

function cluster(leaders: Readonly<Record<string, readonly number[]>>): ClusterMetadata {
  const partition = (leader: number) => ({
    leader,
    leaderEpoch: 0,
    replicas: [],
    isr: [],
    offlineReplicas: [],
  });
  return {
    id: 'c',
    controllerId: 1,
    lastUpdate: 0,
    brokers: new Map([[1, { host: 'h', port: 1, rack: null }]]),
    topics: new Map(
      Object.entries(leaders).map(([topic, of]) => [
        topic,
        { id: `id-${topic}`, partitions: of.map(partition), partitionsCount: of.length, lastUpdate: 0 },
      ]),
    ),
  };
}

const metadata = cluster({ a: [1, 1], b: [1] });
const response = (topicId: string, partitionIndex: number) => ({
  throttleTimeMs: 0,
  errorCode: 0,
  sessionId: 0,
  responses: [{ topicId, partitions: [madeAnswer({ partitionIndex })] }],
});

describe('a fetch request', () => {
  it('asks by topic, from where each reading stands', () => {
    const readings = [reading('a', 0, 5n), reading('b', 0, 6n), reading('a', 1, 7n), reading('b', 0)];
    const { topics } = new FetchRequest(metadata, readings, 1_000);
    const asked = topics.map(({ topicId, partitions }) => [
      topicId,
      partitions.map((each) => each.fetchOffset),
    ]);
    expect(asked).toEqual([
      ['id-a', [5n, 7n]],
      ['id-b', [6n]],
    ]);
    expect(topics[0]?.partitions[0]?.partitionMaxBytes).toBe(1_000);
  });
  it('leaves out topics that the cluster does not know', () => {
    expect(new FetchRequest(metadata, [reading('gone', 0, 1n)], 1).topics).toEqual([]);
  });
  it('knows its answers, and the offset that each was asked for although the reading has moved on', () => {
    const own = reading('a', 1, 7n);
    const request = new FetchRequest(metadata, [own], 1);
    own.next = 9n;
    expect(request.answersOf(response('id-a', 1))).toMatchObject([{ from: 7n, reading: { next: 9n } }]);
  });
  it('passes over what a session brings that was not asked for', () => {
    const request = new FetchRequest(metadata, [reading('a', 1, 7n)], 1);
    expect(request.answersOf(response('id-a', 0))).toEqual([]);
    expect(request.answersOf(response('id-b', 0))).toEqual([]);
  });
});

describe('leaderOf', () => {
  it('tells who leads a partition, and that nobody does', () => {
    const known = cluster({ a: [1, -1, 9] });
    const leaders = [0, 1, 2, 3].map((partition) => leaderOf(known, reading('a', partition)));
    expect(leaders).toEqual([1, undefined, undefined, undefined]);
    expect(leaderOf(known, reading('gone', 0))).toBeUndefined();
  });
});
