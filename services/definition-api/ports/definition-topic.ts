/** Port: the compacted topic from which the matcher learns every definition. */
import type { Codec } from '@upshot/avro';
import type { Bus } from '@upshot/bus';
import { DEFINITIONS, type DefinitionRecord } from '@upshot/schemas';
import { contextToHeaders, type Context } from '@upshot/telemetry';
import { toAwaited } from './awaited-versions.ts';
import type { Pending } from './outbox.ts';

export interface DefinitionTopic {
  /** Resolves when the record is acknowledged. Throws `bus_unavailable`. */
  send(pending: Pending, trace: Context): Promise<void>;
}

/** What it is made of; tests choose a topic of their own. */
export interface DefinitionTopicOptions {
  readonly bus: Pick<Bus, 'send'>;
  readonly codec: Pick<Codec<DefinitionRecord>, 'encode'>;
  readonly topic?: string;
}

/** The topic behind `bus`. A deleted definition is a record without value, its revision in a header, as soon as no run of it waits. */
export function createDefinitionTopic(options: DefinitionTopicOptions): DefinitionTopic {
  const { bus, codec, topic = DEFINITIONS } = options;
  return {
    async send(pending, trace) {
      const value = valueOf(pending, codec);
      const headers = { ...contextToHeaders(trace), revision: String(pending.revision) };
      await bus.send([{ topic, key: pending.key, value, headers }]);
    },
  };
}

/** A broker takes records of 1 MB, with some room for the rest of them. */
const MOST_BYTES = 1_000_000;

function valueOf(pending: Pending, codec: DefinitionTopicOptions['codec']): Buffer | null {
  const { tenantId, definitionId, revision, definition, gone, nodes } = pending;
  if (definition === null) return null;
  const document = JSON.stringify(definition);
  const awaited = JSON.stringify(toAwaited(nodes, MOST_BYTES - Buffer.byteLength(document)));
  return codec.encode({ tenantId, definitionId, revision, document, awaited, gone });
}
