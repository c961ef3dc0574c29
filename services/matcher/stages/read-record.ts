/** Stage read-record: the records whose dates have come, and those that their runs and criteria need, from the mirror. */
import { UpshotError } from '@upshot/errors';
import {
  askOf,
  type MirrorReader,
  type RelatedAsk,
  type RelatedReader,
  type Remembered,
} from '@upshot/mirror-reader';
import type { RelatedReading } from '@upshot/rules';
import { ATTRIBUTES, recordedStage, type Telemetry } from '@upshot/telemetry';
import type { Image, RelatedModule } from '@upshot/values';
import type { Due } from './decode-due.ts';
import { readMirrored, type Mirrored } from '../read-mirrored.ts';

export interface ReadRecordPorts {
  readonly mirror: Pick<MirrorReader, 'readRecords'>;
  readonly related: RelatedReader;
  readonly telemetry: Telemetry;
  readonly now: () => number;
}

/** A record that a run is about, by its image and that of whatever its lookups lead to. */
export interface RunRecord {
  readonly recordId: string;
  readonly image: Image;
  readonly related: ReadonlyMap<string, RelatedReading>;
}

/** What the mirror knows, with everything that was committed before the date came. `stale`: it does not have that yet. */
export interface ReadDue extends Due {
  readonly record: Remembered | 'stale' | 'gone';
  /** Null where there is none to be about. */
  readonly about: RunRecord | 'stale' | null;
}

/** Reads for a batch: a query for each module and step, never one for each record. Throws `store_unavailable`. */
export async function readRecords(dues: readonly Due[], ports: ReadRecordPorts): Promise<readonly ReadDue[]> {
  if (dues.length === 0) return [];
  const startTimeMs = ports.now();
  const records = await readDated(dues, ports);
  const led = await readLed(dues, records, ports);
  const read = await readLookups(dues, records, led, ports);
  const endTimeMs = ports.now();
  return read.map((due) => {
    const attributes = { [ATTRIBUTES.timerId]: due.due.timerId };
    const stage = { parent: due.context, attributes, startTimeMs, endTimeMs };
    return { ...due, context: recordedStage(ports.telemetry, 'read-record', stage) };
  });
}

/** The records whose dates have come. */
const readDated = (dues: readonly Due[], ports: ReadRecordPorts): Promise<readonly Mirrored[]> =>
  readMirrored(
    dues.map(({ due }) => askFor(due.module, due.recordId, { due })),
    ports,
  );

/** The mirror must have what was committed until the date fired, lest it say what was so before. */
const askFor = (module: string, recordId: string, { due }: Pick<Due, 'due'>): RelatedAsk => ({
  tenantId: due.tenantId,
  module,
  recordId,
  committedAtMs: due.firedAtMs,
});

type Led = RunRecord | 'stale' | null;

/** The record that each run is about: the dated one itself, or the one that its lookup leads to. */
async function readLed(
  dues: readonly Due[],
  records: readonly Mirrored[],
  ports: ReadRecordPorts,
): Promise<readonly Led[]> {
  const asks = dues.map((due, at) => leadOf(due, records[at]));
  const readings = await ports.related.read(asks.filter((ask) => ask !== null && 'committedAtMs' in ask));
  let next = 0;
  return asks.map((ask) => {
    if (ask === null || !('committedAtMs' in ask)) return ask;
    const reading = readings[next++] ?? 'related_missing';
    if (typeof reading !== 'string') return { recordId: ask.recordId, image: reading, related: NOTHING_READ };
    return reading === 'related_stale' ? 'stale' : null;
  });
}

const NOTHING_READ: ReadonlyMap<string, RelatedReading> = new Map();

function leadOf(due: Due, record: Mirrored | undefined): RelatedAsk | RunRecord | null {
  if (record === undefined || typeof record === 'string') return null;
  const { lookupColumn, module } = due.rule.trigger;
  if (lookupColumn === null) return { recordId: record.recordId, image: record, related: NOTHING_READ };
  const ask = lookupAsk(due, { column: lookupColumn, schema: module.schema }, record);
  return typeof ask === 'string' ? null : ask;
}

const lookupAsk = ({ due }: Due, to: RelatedModule, image: Image) =>
  askOf(
    to,
    { operation: 'update', before: image, after: image },
    { tenantId: due.tenantId, committedAtMs: due.firedAtMs },
  );

/** What the criteria's own lookups lead to. */
async function readLookups(
  dues: readonly Due[],
  records: readonly Mirrored[],
  led: readonly Led[],
  { related }: ReadRecordPorts,
): Promise<readonly ReadDue[]> {
  const wanted = dues.map((due, at) => lookupsOf(due, led[at] ?? null));
  const asks = wanted.flatMap((each) => each.map(([, ask]) => ask)).filter((ask) => typeof ask !== 'string');
  const readings = await related.read(asks);
  let next = 0;
  return dues.map((due, at) => {
    const read = (wanted[at] ?? []).map(([name, ask]): [string, RelatedReading] => [
      name,
      typeof ask === 'string' ? ask : (readings[next++] ?? 'related_missing'),
    ]);
    const about = led[at] ?? null;
    const stale = read.some(([, reading]) => reading === 'related_stale');
    const whole =
      about === null || about === 'stale' ? about : stale ? 'stale' : { ...about, related: new Map(read) };
    return { ...due, record: records[at] ?? 'gone', about: whole };
  });
}

function lookupsOf(due: Due, about: Led): readonly [string, RelatedAsk | Extract<RelatedReading, string>][] {
  if (about === null || about === 'stale') return [];
  const { related = {} } = due.rule.trigger.module.schema;
  return [...due.rule.criteria.lookups].map((name) => {
    const to = related[name];
    return [name, to === undefined ? 'related_missing' : lookupAsk(due, to, about.image)];
  });
}

/** Throws `mirror_behind` where some record could not be read as it was when its date came: the batch comes again. */
export function waitForMirror(dues: readonly ReadDue[]): void {
  if (dues.some(({ record, about }) => record === 'stale' || about === 'stale'))
    throw new UpshotError('mirror_behind', 'the mirror lacks changes that were committed before a date came');
}
