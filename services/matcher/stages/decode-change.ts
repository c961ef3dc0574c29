/** Stage decode-change: a record into a change of a known module; what cannot be read goes to the dead letters. */
import type { BusRecord } from '@upshot/bus';
import type { ChangeEvent, Decoder } from '@upshot/cdc';
import { readOrBury, type DeadLetters } from '@upshot/dead-letters';
import { UpshotError } from '@upshot/errors';
import { causeOf, recordIdOf, tenantOf, type ModuleMapping, type SourceMapping } from '@upshot/mapping';
import type { KeptImages } from '../kept-images.ts';
import type { RecordChanged, StageTiming } from '../record-change.ts';
import type { Reason, Verdicts } from '../verdicts.ts';

export interface DecodeChangePorts {
  readonly decoder: Decoder;
  readonly mapping: SourceMapping;
  readonly keptImages: KeptImages;
  readonly deadLetters: DeadLetters;
  readonly verdicts: Verdicts;
  readonly now: () => number;
}

/** The change in `record`, or null where there is none to match. Throws what another attempt can help. */
export async function decodeChange(
  record: BusRecord,
  ports: DecodeChangePorts,
): Promise<RecordChanged | null> {
  const startTimeMs = ports.now();
  const { deadLetters, verdicts } = ports;
  const read = () => readChange(record, startTimeMs, ports);
  const found = await readOrBury(record, 'decode-change', deadLetters, read);
  if (found === null) return verdicts.count(record.topic, 'dead_letter');
  return typeof found === 'string' ? verdicts.count(record.topic, found) : found;
}

/** The change, or why the record changes nothing. */
async function readChange(
  record: BusRecord,
  startTimeMs: number,
  ports: DecodeChangePorts,
): Promise<RecordChanged | Reason> {
  const module = ports.mapping.byTopic.get(record.topic);
  if (module === undefined) throw new UpshotError('record_invalid', 'the source mapping has no such topic');
  const decoded = await ports.decoder.decode(record);
  if (decoded.kind === 'nothing') return decoded.why;
  return changed(record.topic, decoded.change, module, { startTimeMs, endTimeMs: ports.now() }, ports);
}

/** Fills what the source did not send from the image kept for the record (law 5), and reads what the mapping knows. */
function changed(
  topic: string,
  sent: ChangeEvent,
  module: ModuleMapping,
  decode: StageTiming,
  ports: DecodeChangePorts,
): RecordChanged {
  const tenantId = tenantOf(module, sent);
  const recordId = recordIdOf(module, sent);
  if (tenantId === null || recordId === null)
    throw new UpshotError('key_without_row', 'a change without tenant or id');
  const filled = ports.keptImages.fill(`${tenantId}/${module.module}/${recordId}`, sent);
  const change = withoutOthers(filled, module, tenantId);
  const cause = causeOf(module, change);
  const find = { startTimeMs: decode.endTimeMs, endTimeMs: decode.endTimeMs };
  return {
    topic,
    change,
    module,
    tenantId,
    recordId,
    cause,
    timings: { decode, find, evaluate: { ...find } },
  };
}

/** A row that came from another tenant brings nothing of that tenant's with it (law 7): what was before is unknown. */
function withoutOthers(change: ChangeEvent, module: ModuleMapping, tenantId: string): ChangeEvent {
  if (change.before === null || change.after === null) return change;
  const before = tenantOf(module, { ...change, after: null });
  return before === null || before === tenantId
    ? change
    : { ...change, before: { values: {}, unknown: 'rest' } };
}
