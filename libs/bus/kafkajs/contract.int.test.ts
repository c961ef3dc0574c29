/** Holds the kafkajs adapter to the contract, on a real broker. */
import { inject } from 'vitest';
import { connectBus } from '../index.ts';
import { busContract } from '../testing/contract.ts';

busContract('kafkajs', async (options) =>
  connectBus({ brokers: inject('engines').kafka.split(','), ...options }),
);
