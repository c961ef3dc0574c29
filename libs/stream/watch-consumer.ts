/** Watches a consumer: its lag as metrics, its share of the group as readiness. */
import type { Consumer } from '@upshot/bus';
import type { ReadinessCheck, ServiceKit } from '@upshot/service';

export interface WatchedConsumer {
  readonly check: ReadinessCheck;
  /** Ends the watch and the consumer: it finishes what is in hand, commits and leaves the group. */
  stop(): Promise<void>;
}

/** Watches from now on. */
export function watchConsumer(kit: ServiceKit, group: string, consumer: Consumer): WatchedConsumer {
  const endLag = kit.telemetry.metrics.observeLag(group, () => {
    const { lagRecords: records, lagSeconds: seconds } = consumer.health();
    return { records, seconds };
  });
  return {
    check: {
      name: group,
      check: () =>
        consumer.health().assigned
          ? { ready: true }
          : { ready: false, reason: 'waiting for its share of the group' },
    },
    async stop() {
      endLag();
      await consumer.stop();
    },
  };
}
