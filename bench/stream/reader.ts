/** What is done with each batch: nothing, a full decode, or all that the matcher does. */
import { codec, connectRegistry, type Codec, type Registry } from '@upshot/avro';
import { connectBus, type Batch, type WorkContext } from '@upshot/bus';
import { createDecoder } from '@upshot/cdc';
import { createDeadLetters } from '@upshot/dead-letters';
import { newTally } from '@upshot/rules';
import {
  RUN_COMMANDS,
  schemaOfTopic,
  subjectOf,
  TIMER_COMMANDS,
  type RunCommand,
  type TimerCommand,
} from '@upshot/schemas';
import { createLogger, startTelemetry } from '@upshot/telemetry';
import { columnsReadBy } from '../../services/matcher/columns-read.ts';
import { createDefinitionsTable, type DefinitionsTable } from '../../services/matcher/definitions-table.ts';
import { createKeptImages } from '../../services/matcher/kept-images/kept-images.ts';
import { createTimeRules, type TimeRules } from '../../services/matcher/time/time-rules.ts';
import { memoryStore } from '../../services/matcher/testing/memory-store.ts';
import { matchChanges, type MatcherPorts } from '../../services/matcher/topology.ts';
import { createVerdicts } from '../../services/matcher/verdicts.ts';
import { makeWorkload } from '../matcher/workload/index.ts';
import { publishedRecord } from './definitions.ts';
import { benchMapping } from './topic/mapping.ts';
import type { Where } from './topic/fill.ts';

export type OnBatch = (batch: Batch, context: WorkContext) => Promise<void>;

/** Of the workload, the first so many. */
export interface Definitions {
  readonly seed: number;
  readonly count: number;
  /** As many as the workload is made of. */
  readonly of: number;
}

export const readRaw: OnBatch = async () => {};

/** Decodes every column of both images. */
export function readDecoded({ registry: url }: Where): OnBatch {
  const registry = connectRegistry({ url });
  const decoder = createDecoder({ schemaById: (id) => registry.schemaById(id) });
  return async ({ records }) => {
    for (const record of records) {
      const decoded = decoder.read(record);
      if (decoded instanceof Promise) await decoded;
    }
  };
}

/** The matcher's own topology and ports; commands go to Kafka and are acknowledged. */
export async function readMatched(where: Where, wanted: Definitions): Promise<OnBatch> {
  const ports = await portsOf(where, wanted);
  return (batch, context) => matchChanges(batch, ports, context);
}

async function portsOf({ kafka, registry: url }: Where, wanted: Definitions): Promise<MatcherPorts> {
  const bus = await connectBus({ brokers: [kafka], clientId: 'bench-matcher' });
  const registry = connectRegistry({ url });
  const mapping = benchMapping();
  const telemetry = startTelemetry({ service: 'bench' });
  const timeRules = createTimeRules({ mapping, log, calendars: { find: () => null } });
  const definitions = await tableOf(wanted, timeRules);
  return {
    mapping,
    bus,
    telemetry,
    definitions,
    timeRules,
    columns: columnsReadBy(() => [definitions.ruleIndex(), timeRules]),
    decoder: createDecoder({ schemaById: (id) => registry.schemaById(id) }),
    keptImages: createKeptImages(memoryStore()),
    related: { read: () => Promise.resolve([]) },
    deadLetters: await createDeadLetters({ bus, registry, service: 'bench' }),
    verdicts: createVerdicts(telemetry.metrics, newTally()),
    codec: await codecOf<RunCommand>(registry, RUN_COMMANDS),
    signalCodec: { encode: () => Buffer.alloc(0) },
    timerCodec: await codecOf<TimerCommand>(registry, TIMER_COMMANDS),
    now: Date.now,
    crashPoint: () => undefined,
  };
}

const log = createLogger({ service: 'bench' });

const codecOf = <T>(registry: Registry, topic: string): Promise<Codec<T>> =>
  codec<T>(registry, { subject: subjectOf(topic), schema: schemaOfTopic(topic) });

async function tableOf({ seed, count, of }: Definitions, timeRules: TimeRules): Promise<DefinitionsTable> {
  const { definitions, schemas } = makeWorkload({ seed, tenants: 1, definitions: of }, 0);
  const table = createDefinitionsTable({
    codec: { decode: (bytes) => JSON.parse(bytes.toString()) },
    onTaken: (taken) => timeRules.take(taken),
    schemas,
    log,
  });
  for (const definition of definitions.slice(0, count)) await table.take(publishedRecord(definition));
  table.open();
  return table;
}
