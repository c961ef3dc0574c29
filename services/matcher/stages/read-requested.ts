/** Stage read-requested: the records that runs are asked for, from the mirror, as they were when they were asked for or later. */
import type { SourceMapping } from '@upshot/mapping';
import type { Remembered } from '@upshot/mirror-reader';
import { ATTRIBUTES, recordedStage, type Telemetry } from '@upshot/telemetry';
import type { Listening } from '../listening-entries.ts';
import type { Refusal, Requested } from './decode-request.ts';
import { readMirrored, type Mirrored, type ReadMirroredPorts } from '../read-mirrored.ts';

export interface ReadRequestedPorts extends ReadMirroredPorts {
  readonly mapping: Pick<SourceMapping, 'modules'>;
  readonly telemetry: Telemetry;
  readonly now: () => number;
}

/** What a run begins with. */
export type RequestedRecord = Pick<Remembered, 'values' | 'unknown' | 'positionId'>;

/** A request that can be answered now: with a start, or with why there is none. */
export interface ReadyRequest extends Omit<Requested, 'definition'> {
  readonly answer:
    | { readonly listening: Pick<Listening, 'definition' | 'graph'>; readonly record: RequestedRecord }
    | Refusal;
}

/** The requests that can be answered, and how many have to wait for the mirror or for a definition. Throws `store_unavailable`. */
export async function readRequested(
  requests: readonly Requested[],
  ports: ReadRequestedPorts,
): Promise<{ readonly ready: readonly ReadyRequest[]; readonly waiting: number }> {
  const startTimeMs = ports.now();
  const asking = requests.filter((each) => typeof each.definition !== 'string' && hasTable(each, ports));
  const records = asking.length === 0 ? [] : await readMirrored(asking.map(askFor), ports);
  const read = new Map(asking.map((each, at) => [each, records[at] ?? 'gone']));
  const endTimeMs = ports.now();
  const ready = requests.flatMap((each): readonly ReadyRequest[] => {
    const answer = answerTo(each, read.get(each), ports);
    if (answer === 'wait') return [];
    const attributes = { [ATTRIBUTES.runId]: each.request.runId };
    const stage = { parent: each.context, attributes, startTimeMs, endTimeMs };
    return [{ ...each, context: recordedStage(ports.telemetry, 'read-requested', stage), answer }];
  });
  return { ready, waiting: requests.length - ready.length };
}

function answerTo(
  { definition, request }: Requested,
  record: Mirrored | undefined,
  { mapping }: ReadRequestedPorts,
): ReadyRequest['answer'] | 'wait' {
  if (definition === 'behind' || record === 'stale') return 'wait';
  if (typeof definition === 'string') return definition;
  if (record === 'gone') return 'record_gone';
  if (record !== undefined) return { listening: definition, record };
  const module = mapping.modules.get(request.module);
  if (module === undefined) return 'record_gone';
  // No table stands behind the module: of its records nothing is known but their id.
  const values = { [module.id]: request.recordId };
  return { listening: definition, record: { values, unknown: [], positionId: `request:${request.runId}` } };
}

const hasTable = ({ request }: Requested, { mapping }: ReadRequestedPorts): boolean =>
  typeof mapping.modules.get(request.module)?.table === 'string';

const askFor = ({ request: { tenantId, module, recordId, requestedAtMs } }: Requested) => ({
  tenantId,
  module,
  recordId,
  committedAtMs: requestedAtMs,
});
