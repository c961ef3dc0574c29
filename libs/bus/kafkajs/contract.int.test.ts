/** Holds the kafkajs adapter to the contract, on a real broker. */
import { inject } from 'vitest';
import { connectBus } from '../index.ts';
import { busContract } from '../testing/contract.ts';

busContract({
  name: 'kafkajs',
  module: new URL('../index.ts', import.meta.url),
  connect: connectBus,
  brokers: () => inject('engines').kafka.split(','),
});
