/**
 * Stage decode-change: a batch's records into changes of a known module, decoded as far as somebody reads them; what cannot be
 * read goes to the dead letters. A batch of a module to which nobody listens goes by unread: nothing in it can start anything.
 */
import type { Batch, BusRecord } from '@upshot/bus';
import type { ChangeEvent, Decoded, Decoder } from '@upshot/cdc';
import { readOrBury, type DeadLetters } from '@upshot/dead-letters';
import { UpshotError } from '@upshot/errors';
import { causeOf, recordIdOf, tenantOf, type ModuleMapping, type SourceMapping } from '@upshot/mapping';
import type { ColumnsRead } from '../columns-read.ts';
import type { BatchImages } from '../kept-images/kept-images.ts';
import { keptKey } from '../kept-images/kept-key.ts';
import type { RecordChanged, StageTiming } from '../record-change.ts';
import type { Reason, Verdicts } from '../verdicts.ts';

export interface DecodeChangePorts {
  readonly decoder: Pick<Decoder, 'read'>;
  readonly mapping: SourceMapping;
  readonly columns: ColumnsRead;
  readonly deadLetters: DeadLetters;
  readonly verdicts: Verdicts;
  readonly now: () => number;
}

/** What a batch is read with. */
interface Reading {
  readonly ports: DecodeChangePorts;
  readonly images: BatchImages;
  readonly module: ModuleMapping | undefined;
  /** Undefined where all are needed. */
  readonly columns: ReadonlySet<string> | undefined;
}

/** A change as its source sent it. */
interface Sent {
  readonly record: BusRecord;
  readonly module: ModuleMapping;
  readonly recordId: string;
  readonly change: ChangeEvent;
  readonly decode: StageTiming;
}

/** The name that dead letters give it. */
export const STAGE = 'decode-change';

/**
 * The changes in a batch, in order, each with what its source did not send filled in where it is known (law 5). Throws what
 * another attempt can help.
 */
export async function decodeChanges(
  batch: Batch,
  images: BatchImages,
  ports: DecodeChangePorts,
): Promise<readonly RecordChanged[]> {
  const module = ports.mapping.byTopic.get(batch.topic);
  if (module !== undefined && !ports.columns.listensTo(module) && images.pass()) {
    ports.verdicts.count(batch.topic, 'no_listener', batch.records.length);
    return [];
  }
  const columns = module === undefined || images.needsWhole ? undefined : ports.columns.columnsRead(module);
  const reading = { ports, images, module, columns };
  const sent = await eachOf(batch.records, itself, reading, (record) => readChange(record, reading));
  if (images.needsWhole) await images.recall(sent.map((each) => ({ key: keyOf(each), change: each.change })));
  return eachOf(
    sent,
    ({ record }) => record,
    reading,
    (each) => changed(each, reading),
  );
}

const itself = (record: BusRecord): BusRecord => record;

type Found<T> = T | Reason;

/** What `read` makes of each, without what is only counted or buried. */
async function eachOf<From, To extends object>(
  list: readonly From[],
  recordOf: (each: From) => BusRecord,
  { ports }: Reading,
  read: (each: From) => Found<To> | Promise<Found<To>>,
): Promise<readonly To[]> {
  const found: To[] = [];
  for (const each of list) {
    const record = recordOf(each);
    const one = readAtOnce<Found<To>>(record, ports, () => read(each));
    const settled = one instanceof Promise ? await one : one;
    if (settled === null) ports.verdicts.count(record.topic, 'dead_letter');
    else if (typeof settled === 'string') ports.verdicts.count(record.topic, settled);
    else found.push(settled);
  }
  return found;
}

/** As `readOrBury`, at once where nothing has to be waited for: a promise for each record costs as much as its decoding. */
function readAtOnce<T>(record: BusRecord, { deadLetters }: DecodeChangePorts, read: () => T | Promise<T>) {
  try {
    const found = read();
    return found instanceof Promise ? readOrBury(record, STAGE, deadLetters, () => found) : found;
  } catch (thrown) {
    return readOrBury<T>(record, STAGE, deadLetters, () => Promise.reject(thrown));
  }
}

/** The change, or why the record changes nothing. */
function readChange(record: BusRecord, reading: Reading): Found<Sent> | Promise<Found<Sent>> {
  const { ports, module, columns } = reading;
  if (module === undefined) throw new UpshotError('record_invalid', 'the source mapping has no such topic');
  const startTimeMs = ports.now();
  const decoded = ports.decoder.read(record, columns);
  return decoded instanceof Promise
    ? decoded.then((found) => sentOf(record, found, module, startTimeMs, reading))
    : sentOf(record, decoded, module, startTimeMs, reading);
}

function sentOf(
  record: BusRecord,
  decoded: Decoded,
  module: ModuleMapping,
  startTimeMs: number,
  { ports, images }: Reading,
): Found<Sent> {
  if (decoded.kind === 'nothing') return decoded.why;
  const change = images.look(decoded.change);
  const recordId = recordIdOf(module, change);
  if (recordId === null) throw new UpshotError('key_without_row', 'a change without id');
  const decode = { startTimeMs, endTimeMs: ports.now() };
  return { record, module, recordId, change, decode };
}

const keyOf = ({ record, recordId, change }: Sent): string => keptKey(record.topic, recordId, change.key);

/** Fills what the source did not send from the image kept for the record, and reads what the mapping knows. */
function changed(sent: Sent, { images }: Reading): Found<RecordChanged> {
  const { record, module, recordId, decode } = sent;
  const key = images.isKeeping ? keyOf(sent) : null;
  const filled = key === null ? sent.change : images.filled({ key, change: sent.change });
  const tenantId = tenantOf(module, filled);
  if (tenantId === null) return withoutTenant(filled);
  if (key !== null) images.advance({ key, change: filled }, tenantId);
  const change = withoutOthers(filled, module, tenantId);
  const cause = causeOf(module, change);
  const find = { startTimeMs: decode.endTimeMs, endTimeMs: decode.endTimeMs };
  const timings = { decode, find, evaluate: { ...find } };
  return { topic: record.topic, record, change, module, tenantId, recordId, cause, timings };
}

/** A source that sends of a deleted row no more than its key does not say whose it was. */
function withoutTenant({ operation, before }: ChangeEvent): Reason {
  if (operation === 'delete' && before?.unknown === 'rest') return 'prior_unknown';
  throw new UpshotError('key_without_row', 'a change without tenant');
}

/** A row that came from another tenant brings nothing of that tenant's with it (law 7): what was before is unknown. */
export function withoutOthers(change: ChangeEvent, module: ModuleMapping, tenantId: string): ChangeEvent {
  if (change.before === null || change.after === null || 'constant' in module.tenant) return change;
  const before = tenantOf(module, { operation: 'delete', before: change.before, after: null });
  return before === null || before === tenantId
    ? change
    : { ...change, before: { values: {}, unknown: 'rest' } };
}
