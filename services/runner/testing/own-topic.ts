/** The runner over a topic of its own, with a matcher that starts whatever run it is asked for. */
import { randomUUID } from 'node:crypto';
import type { BusRecord, OutgoingRecord } from '@upshot/bus';
import { RUN_COMMANDS, START_REQUESTS, type RunCommand } from '@upshot/schemas';
import { runCommands } from '../topology.ts';
import type { openBench } from './bench.ts';
import { crashAt } from './house.ts';
import { started } from './two-runs.ts';

type Bench = Awaited<ReturnType<typeof openBench>>;

/** Opens it and begins to consume; `requested` fills with the runs that were asked for. */
export async function openOwnTopic(bench: Bench, crashPoint: (name: string) => void) {
  const { bus, commands, starts, ports } = bench;
  const topic = `runner-${randomUUID()}`;
  await bus.ensureTopics([{ name: topic, partitions: 3, config: {} }]);
  const requested = new Set<string>();
  const write = (batch: readonly RunCommand[]) =>
    bus.send(batch.map((command) => ({ topic, key: command.runId, value: commands.encode(command) })));
  const send = async (records: readonly OutgoingRecord[]): Promise<void> => {
    for (const { topic: to, key, value } of records) {
      if (to === RUN_COMMANDS) await bus.send([{ topic, key, value }]);
      if (to !== START_REQUESTS || value === null) continue;
      const request = await starts.decode(value);
      requested.add(request.runId);
      await write([started(request)]);
    }
  };
  const group = `${topic}-runner`;
  const consumer = await bus.consumeBatches({
    group,
    topics: [topic],
    concurrency: 2,
    onBatch: (batch) => runCommands(batch, { ...ports, bus: { send }, crashPoint }),
  });
  return {
    write,
    requested,
    /** Writes every record again, as a new one. */
    repeat: async (records: readonly BusRecord[]): Promise<void> =>
      bus.send(records.map(({ key, value }) => ({ topic, key, value }))),
    statuses: async (runIds: Iterable<string>): Promise<readonly string[]> => {
      const found = await ports.store.load([...runIds]);
      return [...runIds].map((runId) => found.get(runId)?.state.status ?? 'unknown');
    },
    /** How much is yet to be taken; with nothing left, what was taken has sent what it had to. */
    lag: async (): Promise<bigint> => (await bus.lag(group, [topic])).records,
    /** Everything on the topic. */
    async records(): Promise<readonly BusRecord[]> {
      const found: BusRecord[] = [];
      const follower = await bus.follow({ topics: [topic], onRecord: (record) => void found.push(record) });
      await follower.ready;
      await follower.stop();
      return found;
    },
    stop: () => consumer.stop(),
  };
}

/** A crash at every other pass of a point, `times` times. */
export function crashOften(point: string, times: number): (name: string) => void {
  let passes = 0;
  return (name) => {
    if (name !== point) return;
    passes += 1;
    if (passes % 2 === 1 && passes < times * 2) crashAt(point)(point);
  };
}
