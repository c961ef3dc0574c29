/** Port: the topic from which the matcher learns what happened. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Codec } from '@upshot/avro';
import type { Bus } from '@upshot/bus';
import { UpshotError } from '@upshot/errors';
import { ACTIVITIES, type Activity } from '@upshot/schemas';
import { contextToHeaders, type Context } from '@upshot/telemetry';

export interface ActivityTopic {
  /** Resolves when all are acknowledged. Throws `bus_unavailable`, at the latest when a client should not wait any longer. */
  send(activities: readonly Activity[], trace: Context): Promise<void>;
}

export interface ActivityTopicOptions {
  readonly bus: Pick<Bus, 'send'>;
  readonly codec: Pick<Codec<Activity>, 'encode'>;
  readonly topic?: string;
}

const LONGEST_MS = 8_000;

/** The topic behind `bus`; a record's activities keep their order, since their key is the record. */
export function createActivityTopic(options: ActivityTopicOptions): ActivityTopic {
  const { bus, codec, topic = ACTIVITIES } = options;
  return {
    async send(activities, trace) {
      const headers = contextToHeaders(trace);
      const records = activities.map((activity) => ({
        topic,
        key: JSON.stringify([activity.tenantId, activity.module, activity.recordId]),
        value: codec.encode(activity),
        headers,
      }));
      const late = sleep(LONGEST_MS, 'late' as const, { ref: false });
      if ((await Promise.race([bus.send(records), late])) === 'late')
        throw new UpshotError('bus_unavailable', 'Kafka takes too long to acknowledge');
    },
  };
}
