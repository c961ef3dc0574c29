/** Activities through a real Kafka, registry and MongoDB: what the API's topic holds starts runs and sets timers, once. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { codec, connectRegistry } from '@upshot/avro';
import { connectBus, type Bus, type BusRecord } from '@upshot/bus';
import { connectMongo, type MongoConnection } from '@upshot/mongo';
import { ACTIVITIES, schemaOfTopic, subjectOf, type Activity } from '@upshot/schemas';
import { deploySchemas } from '@upshot/schemas/deploy';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { matchActivities } from './activities.ts';
import { createWaitStore } from './ports/wait-store.ts';
import { activity, activityRig, type ActivityRig } from './testing/activity-rig.ts';

const topic = `test.${randomUUID().slice(0, 8)}.activities`;
const database = `waits_${randomUUID().slice(0, 8)}`;
let [bus, mongo]: [Bus | undefined, MongoConnection | undefined] = [undefined, undefined];
let rig: ActivityRig;
let send: (...activities: readonly Activity[]) => Promise<void>;
let consume: () => Promise<() => Promise<void>>;

beforeAll(async () => {
  const { kafka, registry, mongo: url } = inject('engines');
  await deploySchemas({ brokers: [kafka], registryUrl: registry });
  const subject = { subject: subjectOf(ACTIVITIES), schema: schemaOfTopic(ACTIVITIES) };
  const activities = await codec<Activity>(connectRegistry({ url: registry }), subject);
  const connected = await connectBus({
    brokers: [kafka],
    clientId: 'matcher-test',
    timings: { maxWaitMs: 100 },
  });
  const store = await connectMongo({ url, appName: 'matcher-test' });
  [bus, mongo] = [connected, store];
  await connected.ensureTopics([{ name: topic, partitions: 2, config: {} }]);
  rig = activityRig();
  const waits = createWaitStore(() => Promise.resolve(store.client.db(database)));
  const ports = { ...rig.ports, activityCodec: activities, waits };
  send = (...each) =>
    connected.send(each.map((one) => ({ topic, key: one.recordId, value: activities.encode(one) })));
  consume = async () => {
    const onBatch = (batch: {
      topic: string;
      partition: number;
      records: readonly BusRecord[];
      highWatermark: bigint;
    }) => matchActivities(batch, ports);
    const consumer = await connected.consumeBatches({
      group: topic,
      topics: [topic],
      concurrency: 2,
      onBatch,
    });
    return () => consumer.stop();
  };
});
afterAll(async () => {
  await mongo?.client.db(database).dropDatabase();
  await mongo?.close();
  await bus?.close();
});

const within = { amount: 2, unit: 'days' } as const;
const awaited = { type: 'mail_replied', within, fires: 'in_time', correlation: null } as const;
const mail = (type: string, record: string, at: number): Activity => {
  const positionId = `activity:test:${type}-${record}`;
  return activity({ type, recordId: record, positionId, occurredAtMs: 1_600_000_000_000 + at, data: '{}' });
};
const runs = () => new Set(rig.commands().map(({ runId }) => runId));

describe('a matcher', () => {
  it('takes activities as they stand on the topic, over a restart and in any order, each once', async () => {
    await rig.live({ activity: { type: 'mail_opened' } });
    await rig.live({ kind: 'activity_missing', activity: { type: 'mail_sent', awaited } }, { id: 'd2' });
    const records = Array.from({ length: 50 }, () => randomUUID());
    await send(...records.map((each) => mail('mail_opened', each, 0)));
    await send(...records.map((each, at) => mail(at % 2 === 0 ? 'mail_sent' : 'mail_replied', each, at % 2)));
    let stop = await consume();
    while (runs().size < 50) await sleep(20);
    await stop();
    stop = await consume();
    await send(
      ...records.map((each, at) => mail(at % 2 === 0 ? 'mail_replied' : 'mail_sent', each, (at + 1) % 2)),
    );
    await send(...records.map((each) => mail('mail_opened', each, 0)));
    while (runs().size < 100 || rig.sent.length < 150) await sleep(20);
    await stop();
    expect(runs().size).toBe(100);
    const answered = rig.commands().filter(({ start }) => start?.definitionId === 'd2');
    expect(new Set(answered.map(({ start }) => start?.recordId))).toEqual(new Set(records));
  });
});
