/** Connects to Kafka through kafkajs and returns it as a bus. */
import { UpshotError } from '@upshot/errors';
import type { Bus, BusOptions } from '../bus.ts';

/** Connects to the brokers; throws `bus_unavailable` when none answers. */
export async function connectBus(_options: BusOptions): Promise<Bus> {
  return Promise.reject(new UpshotError('bus_unavailable', 'the bus is still being built'));
}
