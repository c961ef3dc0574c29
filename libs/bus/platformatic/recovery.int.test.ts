/** Shows that the seam outlives what @platformatic/kafka gives up on or does not notice. */
import { compressionsAlgorithms } from '@platformatic/kafka';
import { readFile } from 'node:fs/promises';
import { expect, it, vi } from 'vitest';
import type { Batch, BusLog, BusRecord } from '../bus.ts';
import { adapterOf } from '../testing/adapter-of.ts';
import { API, FaultyNetwork } from '../testing/faulty-network.ts';
import { expectAll, numbered } from '../testing/numbered.ts';
import { produceBytes } from '../testing/produce-bytes.ts';
import { administer } from '../testing/raw-kafka.ts';
import { eventually, gate, unused, useRig } from '../testing/rig.ts';

const rig = useRig(adapterOf('platformatic'));

/** A log, and the warnings that it was given. */
function notedLog(): { readonly log: BusLog; readonly warnings: string[] } {
  const warnings: string[] = [];
  const none = (): void => undefined;
  const warn = (message: string, fields?: unknown): void =>
    void warnings.push(
      `${message} ${JSON.stringify(fields, (_, value) => (typeof value === 'bigint' ? String(value) : value))}`,
    );
  return { warnings, log: { info: none, error: none, warn } };
}

it('gives its partitions up when no heartbeat is answered for a session, and comes back', async () => {
  const [network, { log, warnings }] = [new FaultyNetwork(), notedLog()];
  const [bus, faulty] = [await rig.bus(), await rig.bus({ openSocket: network.openSocket, log })];
  const topic = await rig.topic(bus);
  const [begun, signals, seen]: [ReturnType<typeof gate>, AbortSignal[], BusRecord[]] = [gate(), [], []];
  await bus.send(numbered(topic, 5));
  await faulty.consumeBatches({
    group: unused('group'),
    topics: [topic],
    onBatch: async ({ records }, { signal }) => {
      begun.open();
      if (signals.push(signal) === 1)
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      if (!signal.aborted) seen.push(...records);
    },
  });
  await begun.opened;
  network.silence(API.heartbeat);
  await eventually(() => expect(signals[0]?.aborted).toBe(true));
  expect(warnings.join()).toContain('consumer crashed and comes back');
  network.mend();
  await eventually(() => expectAll(seen, 5));
});

it('reads a topic on that was deleted and made anew', async () => {
  const bus = await rig.bus();
  const topic = await rig.topic(bus);
  const seen: BusRecord[] = [];
  const onBatch = async ({ records }: Batch): Promise<void> => Promise.resolve(void seen.push(...records));
  await bus.send(numbered(topic, 10));
  await bus.consumeBatches({ group: unused('group'), topics: [topic], onBatch });
  await eventually(() => expect(seen).toHaveLength(10));
  seen.length = 0;
  await administer(rig, async (admin) => admin.deleteTopics({ topics: [topic] }));
  await eventually(async () => bus.ensureTopics([{ name: topic, partitions: 1, config: {} }]));
  await eventually(async () => bus.send(numbered(topic, 3)));
  await eventually(() => expectAll(seen, 3));
});

it('tries a fetch again that it cannot read, says so, and skips nothing', async () => {
  const { log, warnings } = notedLog();
  const bus = await rig.bus({ log });
  const topic = await rig.topic(bus, 1, { 'retention.ms': '-1' });
  const fixture = await readFile(new URL('../testing/fixtures/snappy.batch', import.meta.url));
  await produceBytes(rig.broker, topic, fixture);
  const spy = vi.spyOn(compressionsAlgorithms.snappy, 'decompressSync').mockImplementation(() => {
    throw new TypeError('ann@example.com');
  });
  const seen: BusRecord[] = [];
  const onBatch = async ({ records }: Batch): Promise<void> => Promise.resolve(void seen.push(...records));
  await bus.consumeBatches({ group: unused('group'), topics: [topic], onBatch });
  await eventually(() => expect(warnings.join()).toContain('a fetch failed and is tried again'));
  expect(warnings.join()).not.toContain('ann@example.com');
  spy.mockRestore();
  await eventually(() => expect(seen).toHaveLength(300));
});
