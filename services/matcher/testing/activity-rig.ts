/** The matcher's walk over activities for its tests: its ports in memory, and what came of them. */
import { readFileSync } from 'node:fs';
import type { Batch, BusRecord, OutgoingRecord } from '@upshot/bus';
import type { Definition, Trigger } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import { loadMapping, readableSchema } from '@upshot/mapping';
import type { Remembered } from '@upshot/mirror-reader';
import { newTally, type RelatedReading } from '@upshot/rules';
import type { Activity, DueTrigger, RunCommand, RunSignal, TimerCommand } from '@upshot/schemas';
import { startTelemetry, type LogFields } from '@upshot/telemetry';
import { expect } from 'vitest';
import { matchActivities, type ActivityPorts } from '../activities.ts';
import { createDefinitionsTable } from '../definitions-table.ts';
import type { StoredWait } from '../ports/wait-store.ts';
import type { DecodeDuePorts } from '../stages/decode-due.ts';
import type { EndWaitsPorts } from '../stages/end-waits.ts';
import { createVerdicts } from '../verdicts.ts';
import { definition, jsonCodec, published } from './definition.ts';

const TOPIC = 'upshot.activities';
const file = new URL('../../../deploy/crm/source-mapping.yaml', import.meta.url);
const loaded = loadMapping(readFileSync(file, 'utf8'), 'source-mapping.yaml');
if (!loaded.ok) throw new UpshotError('mapping_invalid', 'the demo mapping');
const mapping = loaded.value;
const quiet = () => undefined;

export type Value = Activity | string | null;
export const ANY = { kind: 'all', of: [] } as const;

/** A matcher that knows no definition yet. */
export function activityRig() {
  const sent: OutgoingRecord[] = [];
  const buried: string[] = [];
  const asked: (readonly string[])[] = [];
  const remembered = new Map<string, Remembered>();
  const verdicts = new Map<string, number>();
  const ports = { ...memoryPorts(sent, buried, verdicts), ...memoryStores(remembered, asked) };
  const { definitions } = ports;
  return {
    sent,
    buried,
    asked,
    remembered,
    verdicts,
    definitions,
    ports,
    live: async (trigger: Partial<Trigger>, overrides: Partial<Definition> = {}) => {
      const whole = { module: 'emails', kind: 'activity', name: 'mail', criteria: ANY, ...trigger } as const;
      const each = definition(overrides, whole);
      await definitions.take(published(each, 1, JSON.stringify(each)));
      definitions.open();
    },
    match: (...values: readonly Value[]) => matchActivities(batchOf(...values), ports),
    commands: (): RunCommand[] => sent.map(({ value }) => JSON.parse(value?.toString() ?? '')),
  };
}

export type ActivityRig = ReturnType<typeof activityRig>;

function memoryPorts(sent: OutgoingRecord[], buried: string[], verdicts: Map<string, number>) {
  const countRecords = (_topic: string, reason: string, count = 1) =>
    void verdicts.set(reason, (verdicts.get(reason) ?? 0) + count);
  const complain = (fields: LogFields) => expect(fields).toEqual({});
  const definitions = createDefinitionsTable({
    codec: jsonCodec,
    schemas: new Map([...mapping.modules].map(([name, module]) => [name, readableSchema(module)])),
    log: { debug: quiet, info: quiet, warn: quiet, error: complain },
  });
  return {
    mapping,
    definitions,
    activityCodec: { decode: (bytes): Activity => JSON.parse(bytes.toString()) },
    dueCodec: { decode: (bytes): DueTrigger => JSON.parse(bytes.toString()) },
    signalCodec: { encode: (signal: RunSignal) => Buffer.from(JSON.stringify(signal)) },
    timerCodec: { encode: (command: TimerCommand) => Buffer.from(JSON.stringify(command)) },
    codec: { encode: (command: RunCommand) => Buffer.from(JSON.stringify(command)) },
    deadLetters: { bury: async (_record, stage) => void buried.push(stage) },
    verdicts: createVerdicts({ countRecords }, newTally()),
    bus: { send: async (records) => void sent.push(...records) },
    telemetry: startTelemetry({ service: 'matcher-test' }),
    now: () => 1_700_000_000_000,
    crashPoint: quiet,
  } satisfies Omit<ActivityPorts & EndWaitsPorts & Pick<DecodeDuePorts, 'dueCodec'>, 'related' | 'waits'>;
}

function memoryStores(
  remembered: ReadonlyMap<string, Remembered>,
  asked: (readonly string[])[],
): Pick<ActivityPorts, 'related' | 'waits'> {
  const waits = new Map<string, StoredWait>();
  const among = <T>(map: ReadonlyMap<string, T>, ids: readonly string[]) =>
    Promise.resolve(new Map([...map].filter(([id]) => ids.includes(id))));
  return {
    related: {
      read: (asks) => {
        asked.push(asks.map(({ recordId }) => recordId));
        return Promise.resolve(asks.map(({ recordId }) => readingOf(remembered.get(recordId))));
      },
    },
    waits: {
      load: (ids) => among(waits, ids),
      store: async (changes) => {
        for (const { waitId, wait, revision } of changes) waits.set(waitId, { wait, revision: revision + 1 });
      },
    },
  };
}

const readingOf = (record: Remembered | undefined): RelatedReading =>
  record === undefined || record.deleted ? 'related_missing' : record;

/** An opened mail. */
export const activity = (more: Partial<Activity> = {}): Activity => ({
  tenantId: 'demo',
  positionId: 'activity:mailer:1',
  source: 'mailer',
  id: '1',
  type: 'mail_opened',
  module: 'emails',
  recordId: 'm1',
  occurredAtMs: 1_600_000_000_000,
  acceptedAtMs: 1_600_000_001_000,
  data: '{"client":"phone"}',
  ...more,
});
/** What the mirror remembers of a mail. */
export const row = (values: Remembered['values'], more: Partial<Remembered> = {}): Remembered => ({
  tenantId: 'demo',
  module: 'emails',
  recordId: 'm1',
  values,
  unknown: [],
  deleted: false,
  sequence: 1n,
  positionId: 'p',
  committedAtMs: 1,
  ...more,
});

/** Records of the activities' topic, or of whatever topic. */
export function batchOf(...values: readonly Value[]): Batch {
  const records = values.map((value, index): BusRecord => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const bytes = value === null ? null : Buffer.from(text);
    return {
      topic: TOPIC,
      partition: 0,
      offset: BigInt(index),
      timestampMs: 0,
      key: null,
      value: bytes,
      headers: {},
    };
  });
  return { topic: TOPIC, partition: 0, records, highWatermark: BigInt(values.length) };
}
