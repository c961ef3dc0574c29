/** Holds an adapter to costing next to nothing while there is nothing to do. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { Adapter } from './rig.ts';

const CHILD = fileURLToPath(new URL('idle-child.ts', import.meta.url));

/** Runs a process of its own with what a service has on the bus. */
export function idleContract({ name, connect, brokers }: Adapter): void {
  it('uses under half a percent of a core while there is nothing to do, and warns of nothing', async () => {
    const topic = `idle.${randomUUID()}`;
    const bus = await connect({ brokers: brokers(), clientId: 'idle' });
    await bus.ensureTopics([{ name: topic, partitions: 3, config: {} }]);
    await bus.close();
    const args = [CHILD, brokers().join(','), topic, name];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout).ratio).toBeLessThan(0.005);
  });
}
