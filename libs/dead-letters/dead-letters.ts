/** Writes dead letters. A letter that cannot be written blocks its partition: nothing is dropped. */
import { codec, type Registry } from '@upshot/avro';
import type { Bus, BusRecord } from '@upshot/bus';
import type { UpshotError } from '@upshot/errors';
import { DEAD_LETTERS, schemaOfTopic, subjectOf, type DeadLetter } from '@upshot/schemas';
import type { Metrics } from '@upshot/telemetry';

export interface DeadLettersOptions {
  readonly bus: Pick<Bus, 'send'>;
  readonly registry: Registry;
  /** The service that gives up on the record. */
  readonly service: string;
  readonly metrics?: Pick<Metrics, 'countDeadLetter'>;
  readonly topic?: string;
  readonly now?: () => number;
}

export interface DeadLetters {
  /** Resolves when the letter is acknowledged; throws `bus_unavailable` where it cannot be written now. */
  bury(record: BusRecord, stage: string, error: UpshotError): Promise<void>;
}

/** Looks up the letters' schema; throws as the registry does where it is away. */
export async function createDeadLetters(options: DeadLettersOptions): Promise<DeadLetters> {
  const { bus, registry, topic = DEAD_LETTERS } = options;
  const letters = await codec<DeadLetter>(registry, {
    subject: subjectOf(topic),
    schema: schemaOfTopic(DEAD_LETTERS),
  });
  return {
    async bury(record, stage, error) {
      const value = letters.encode(letterOf(record, stage, error, options));
      await bus.send([
        { topic, key: `${record.topic}/${record.partition}`, value, headers: traceOf(record) },
      ]);
      options.metrics?.countDeadLetter(record.topic, error.code);
    },
  };
}

function letterOf(
  record: BusRecord,
  stage: string,
  error: UpshotError,
  options: DeadLettersOptions,
): DeadLetter {
  const { topic, partition, offset, timestampMs, key, value, headers } = record;
  return {
    topic,
    partition,
    offset: Number(offset),
    recordAtMs: timestampMs,
    service: options.service,
    stage,
    errorCode: error.code,
    errorMessage: error.message,
    key,
    value,
    headers,
    deadAtMs: (options.now ?? Date.now)(),
  };
}

function traceOf({ headers }: BusRecord): Record<string, Buffer> {
  const { traceparent } = headers;
  return traceparent === undefined ? {} : { traceparent };
}
