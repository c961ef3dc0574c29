/** Shows that an idle client costs next to nothing, which takes the patch of kafkajs. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, inject, it } from 'vitest';
import { connectBus } from '../index.ts';

const CHILD = fileURLToPath(new URL('../testing/idle-child.ts', import.meta.url));

it('uses under half a percent of a core while there is nothing to do, and warns of nothing', async () => {
  const brokers = inject('engines').kafka;
  const topic = `idle.${randomUUID()}`;
  const bus = await connectBus({ brokers: brokers.split(','), clientId: 'idle' });
  await bus.ensureTopics([{ name: topic, partitions: 3, config: {} }]);
  await bus.close();
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [CHILD, brokers, topic]);
  expect(stderr).toBe('');
  expect(JSON.parse(stdout).ratio).toBeLessThan(0.005);
});
