/** Reads the consumer client that a process of a test was started with. */
import type { ConsumerClient } from '../bus.ts';

export function consumerClientOf(text: string): ConsumerClient {
  return text === 'platformatic' ? text : 'kafkajs';
}
