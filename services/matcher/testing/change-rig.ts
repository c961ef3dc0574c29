/** The matcher's walk over changes of opportunities for its tests: its ports in memory, and what came of them. */
import type { Batch, BusRecord, OutgoingRecord } from '@upshot/bus';
import { createDecoder } from '@upshot/cdc';
import type { Definition } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import { readableSchema } from '@upshot/mapping';
import { newTally } from '@upshot/rules';
import { RUN_SIGNALS, type DefinitionRecord, type RunCommand, type RunSignal } from '@upshot/schemas';
import { startTelemetry } from '@upshot/telemetry';
import { columnsReadBy } from '../columns-read.ts';
import { createDefinitionsTable, type DefinitionsTableOptions } from '../definitions-table.ts';
import { createKeptImages } from '../kept-images/kept-images.ts';
import { matchChanges, type MatcherPorts } from '../topology.ts';
import { createVerdicts } from '../verdicts.ts';
import { jsonCodec, published } from './definition.ts';
import { memoryStore } from './memory-store.ts';
import { demoMapping } from './time.ts';

const TOPIC = 'crm.public.opportunities';
const quiet = (): void => {};
const json = (value: object): Buffer => Buffer.from(JSON.stringify(value));

export type Row = Readonly<Record<string, unknown>>;

/** An opportunity as its source has it. */
export const opportunity = (more: Row = {}): Row => ({
  id: 'o1',
  tenant_id: 'demo',
  name: 'Deal',
  stage: 'negotiation',
  amount: '5000.00',
  close_date: '2026-03-01',
  upshot_cause: null,
  ...more,
});

/** A matcher that knows no definition yet; its definitions come as JSON unless another codec is given. */
export function changeRig({ codec = jsonCodec }: Partial<Pick<DefinitionsTableOptions, 'codec'>> = {}) {
  const sent: OutgoingRecord[] = [];
  const definitions = createDefinitionsTable({
    codec,
    schemas: new Map([...demoMapping.modules].map(([name, module]) => [name, readableSchema(module)])),
    log: { debug: quiet, info: quiet, warn: quiet, error: complain },
  });
  const ports = portsOf(definitions, sent);
  let [lsn, revision] = [100, 0];
  return {
    sent,
    definitions,
    columns: (module: string) => definitions.ruleIndex().columnsOf(module),
    /** Tells the matcher the newest state of a definition, with what `more` its record says; null: a tombstone. */
    async live(each: Definition, more: Partial<DefinitionRecord> | null = {}): Promise<void> {
      const document = more === null ? null : JSON.stringify(each);
      await definitions.take(published(each, ++revision, document, more ?? {}));
      definitions.open();
    },
    change(op: string, before: Row | null, after: Row | null, ts_ms = 1_600_000_000_000): Buffer {
      lsn += 1;
      const table = { connector: 'postgresql', db: 'crm', schema: 'public', table: 'opportunities' };
      return json({ op, before, after, source: { ...table, lsn, ts_ms } });
    },
    match: (...values: readonly Buffer[]) =>
      matchChanges(batchOf(values), ports, { signal: new AbortController().signal }),
    signals: (): RunSignal[] =>
      sent
        .filter(({ topic }) => topic === RUN_SIGNALS)
        .map(({ value }) => JSON.parse(`${value?.toString()}`)),
  };
}

function complain(): never {
  throw new UpshotError('definition_invalid', 'a definition that cannot be used');
}

function portsOf(definitions: MatcherPorts['definitions'], sent: OutgoingRecord[]): MatcherPorts {
  return {
    mapping: demoMapping,
    definitions,
    decoder: createDecoder({ schemaById: () => Promise.reject(new UpshotError('schema_unknown', 'none')) }),
    columns: columnsReadBy(() => [definitions.ruleIndex()]),
    keptImages: createKeptImages(memoryStore()),
    timeRules: { of: () => [] },
    timerCodec: { encode: () => Buffer.alloc(0) },
    codec: { encode: (command: RunCommand) => json(command) },
    signalCodec: { encode: (signal: RunSignal) => json(signal) },
    deadLetters: { bury: (_record, _stage, error) => Promise.reject(error) },
    verdicts: createVerdicts({ countRecords: quiet }, newTally()),
    bus: { send: async (records) => void sent.push(...records) },
    related: { read: () => Promise.reject(new UpshotError('store_unavailable', 'not to be asked')) },
    telemetry: startTelemetry({ service: 'matcher-test' }),
    now: () => 1_700_000_000_000,
    crashPoint: quiet,
  };
}

function batchOf(values: readonly Buffer[]): Batch {
  const records = values.map((value, at): BusRecord => {
    const key = Buffer.from('{"id":"o1"}');
    return { topic: TOPIC, partition: 0, offset: BigInt(at), timestampMs: 0, key, value, headers: {} };
  });
  return { topic: TOPIC, partition: 0, records, highWatermark: BigInt(values.length) };
}
