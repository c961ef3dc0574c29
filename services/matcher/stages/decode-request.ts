/** Stage decode-request: records of upshot.start-requests, each with the definition that it names, or why it cannot start; what cannot be read is buried. */
import type { Codec } from '@upshot/avro';
import type { Batch, BusRecord } from '@upshot/bus';
import { readOrBury, type DeadLetters } from '@upshot/dead-letters';
import { definitionSchema, type Definition } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import type { StartRequest } from '@upshot/schemas';
import {
  ATTRIBUTES,
  contextFromHeaders,
  recordedStage,
  type Context,
  type Telemetry,
} from '@upshot/telemetry';
import type { DefinitionsTable } from '../definitions-table.ts';
import type { Listening } from '../listening-entries.ts';
import type { RequestReason } from '../verdicts.ts';

export interface DecodeRequestPorts {
  readonly requestCodec: Pick<Codec<StartRequest>, 'decode'>;
  readonly definitions: Pick<DefinitionsTable, 'find'>;
  readonly deadLetters: DeadLetters;
  readonly telemetry: Telemetry;
  readonly now: () => number;
}

/** Why a request starts nothing. */
export type Refusal = Exclude<RequestReason, 'requested'>;

/** A request; `definition` is `behind` where it may be one that this matcher has not read yet. */
export interface Requested {
  readonly request: StartRequest;
  readonly definition: Pick<Listening, 'definition' | 'graph'> | Refusal | 'behind';
  readonly topic: string;
  readonly context: Context;
}

/** So long after a request a definition that was never heard of counts as none: every matcher has read it by then. */
const HEARD_WITHIN_MS = 3_000;

/**
 * So many sub-workflows may stand one in another, whatever starts the outermost (law 6). The write-backs of each count for the
 * limits of triggers as they always do.
 */
export const MOST_DEPTH = 5;

/** The batch's requests. Throws what another attempt can help. */
export async function decodeRequests(batch: Batch, ports: DecodeRequestPorts): Promise<readonly Requested[]> {
  const requests: Requested[] = [];
  for (const record of batch.records) {
    const read = () => readRequest(record, ports);
    const request = await readOrBury(record, 'decode-request', ports.deadLetters, read);
    if (request !== null) requests.push(request);
  }
  return requests;
}

async function readRequest(record: BusRecord, ports: DecodeRequestPorts): Promise<Requested> {
  const startTimeMs = ports.now();
  if (record.value === null) throw new UpshotError('record_invalid', 'a request without a value');
  const request = await ports.requestCodec.decode(record.value);
  const definition = definitionFor(request, ports);
  const context = recordedStage(ports.telemetry, 'decode-request', {
    parent: contextFromHeaders(record.headers),
    attributes: {
      [ATTRIBUTES.tenantId]: request.tenantId,
      [ATTRIBUTES.runId]: request.runId,
      [ATTRIBUTES.definitionId]: request.definitionId,
      [ATTRIBUTES.module]: request.module,
      [ATTRIBUTES.depth]: request.depth,
    },
    startTimeMs,
    endTimeMs: ports.now(),
    outcome: typeof definition === 'string' ? definition : 'ok',
  });
  return { request, definition, topic: record.topic, context };
}

/** A person may start what is switched off; a run may not. */
function definitionFor(request: StartRequest, ports: DecodeRequestPorts): Requested['definition'] {
  if (request.depth > MOST_DEPTH) return 'loop_limit';
  const found = request.definition === null ? known(request, ports) : sent(request, request.definition);
  if (typeof found === 'string') return found;
  const { trigger, active } = found.definition;
  if (!active && request.startedBy === null) return 'definition_inactive';
  return trigger.module === request.module ? found : 'other_module';
}

function known(
  { tenantId, definitionId, requestedAtMs }: StartRequest,
  { definitions, now }: DecodeRequestPorts,
): Requested['definition'] {
  const found = definitions.find(tenantId, definitionId);
  if (found === undefined && now() - requestedAtMs < HEARD_WITHIN_MS) return 'behind';
  return found ?? 'definition_unknown';
}

/** The version that the request brings along: of the same tenant's definition, or it is no request (law 7). */
function sent(
  { tenantId, definitionId }: StartRequest,
  text: string,
): Pick<Listening, 'definition' | 'graph'> {
  const parsed = definitionSchema.safeParse(json(text));
  if (!parsed.success)
    throw new UpshotError('record_invalid', 'a request with a definition that breaks its schema');
  const definition: Definition = parsed.data;
  if (definition.tenantId !== tenantId || definition.id !== definitionId)
    throw new UpshotError('record_invalid', "a request with another's definition");
  return { definition, graph: JSON.stringify(definition.graph) };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UpshotError('record_invalid', 'a request with a definition that is not JSON', { cause });
  }
}
