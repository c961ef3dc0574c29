/** The adapter of a client library on the real broker of a test run. */
import { inject } from 'vitest';
import type { ConsumerClient } from '../bus.ts';
import { connectBus } from '../index.ts';
import type { Adapter } from './rig.ts';

export function adapterOf(name: ConsumerClient): Adapter {
  return {
    name,
    module: new URL('../index.ts', import.meta.url),
    connect: connectBus,
    brokers: () => inject('engines').kafka.split(','),
  };
}
