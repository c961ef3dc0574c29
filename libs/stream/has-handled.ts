/** Whether everything that was sent up to a moment has been handled: for work that must not overlook what is on its way. */
import type { Bus, Consumer } from '@upshot/bus';

export interface HandledPorts {
  readonly bus: Pick<Bus, 'lag'>;
  readonly group: string;
  readonly topics: readonly string[];
  /** This process's member of the group. */
  readonly consumer: Pick<Consumer, 'health'>;
  readonly now: () => number;
}

/**
 * Asks the group first: without lag nothing is on its way. Where records come all the time there always is some, and then the oldest
 * record in this member's hands tells; other members are taken to be as far. Throws `bus_unavailable`.
 */
export const hasHandled =
  ({ bus, group, topics, consumer, now }: HandledPorts) =>
  async (atMs: number): Promise<boolean> => {
    if ((await bus.lag(group, topics)).records === 0n) return true;
    const { lagRecords, lagSeconds } = consumer.health();
    return lagRecords > 0 && now() - lagSeconds * 1_000 > atMs;
  };
