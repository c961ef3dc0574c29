/** Stage plan-request: a start command for a request, or where there can be none, the answer to the step that awaits the run. */
import type { Codec } from '@upshot/avro';
import type { OutgoingRecord } from '@upshot/bus';
import { NO_COMMAND, RUN_COMMANDS, type RunCommand, type StartRequest, type StartRun } from '@upshot/schemas';
import { ATTRIBUTES, contextToHeaders, recordedStage, type Logger, type Telemetry } from '@upshot/telemetry';
import type { Listening } from '../listening-entries.ts';
import { startCommand, unchanged, unknownOf } from '../start-command.ts';
import type { Verdicts } from '../verdicts.ts';
import { MOST_DEPTH, type Refusal } from './decode-request.ts';
import type { ReadyRequest, RequestedRecord } from './read-requested.ts';

export interface PlanRequestPorts {
  readonly codec: Pick<Codec<RunCommand>, 'encode'>;
  readonly verdicts: Verdicts;
  readonly telemetry: Telemetry;
  readonly log: Pick<Logger, 'warn'>;
  readonly now: () => number;
}

/** The commands. A request that comes again makes the same ones: the run is known, or its parent's step is over. */
export function planRequests(
  requests: readonly ReadyRequest[],
  ports: PlanRequestPorts,
): readonly OutgoingRecord[] {
  return requests.flatMap(({ request, answer, topic, context: parent }) => {
    const startTimeMs = ports.now();
    ports.verdicts.count(topic, typeof answer === 'string' ? answer : 'requested');
    if (typeof answer === 'string') complain(request, answer, ports);
    const command =
      typeof answer === 'string'
        ? refused(request, answer, startTimeMs)
        : startOf(request, answer.listening, answer.record, startTimeMs);
    const context = recordedStage(ports.telemetry, 'plan-request', {
      parent,
      attributes: { [ATTRIBUTES.runId]: request.runId, [ATTRIBUTES.definitionId]: request.definitionId },
      startTimeMs,
      endTimeMs: ports.now(),
      outcome: typeof answer === 'string' ? answer : 'ok',
    });
    if (command === null) return [];
    const value = ports.codec.encode(command);
    return [{ topic: RUN_COMMANDS, key: command.runId, value, headers: contextToHeaders(context) }];
  });
}

/** Nothing has changed: the record is the same before and after, so that a branch on a change does not take it for one. */
function startOf(
  request: StartRequest,
  listening: Pick<Listening, 'definition' | 'graph'>,
  record: RequestedRecord,
  sentAtMs: number,
): RunCommand {
  const { module, recordId, requestedAtMs, rootRunId, depth, startAt, variables, parent, startedBy } =
    request;
  const { results = null } = request;
  const started = {
    ...unchanged(JSON.stringify(record.values), unknownOf(record)),
    recordId,
    module,
    operation: 'update',
    positionId: record.positionId,
    committedAtMs: requestedAtMs,
    rootRunId,
    depth,
  };
  const sandbox = request.sandbox || listening.definition.sandbox === true;
  const asked = {
    startAt,
    variables,
    results,
    parent,
    startedBy,
    sandbox,
    ...(isReplay(request) && { reentry: null }),
  };
  return startCommand(listening, request.runId, started, sentAtMs, asked satisfies Partial<StartRun>);
}

/** Whoever starts by hand obeys the re-entry policy as a change does, unless they say otherwise, or run again from a step. */
const isReplay = ({ force, startAt }: StartRequest): boolean => force || startAt !== null;

/** Whoever asked by hand was told that it was taken: what came of it is to be found (law 9). */
const complain = ({ tenantId, runId, definitionId }: StartRequest, why: Refusal, { log }: PlanRequestPorts) =>
  log.warn({ tenantId, runId, definitionId, reason: why }, 'a run that was asked for cannot start');

const WHY: Readonly<Record<Refusal, string>> = {
  definition_unknown: 'there is no such definition',
  definition_inactive: 'the definition is switched off',
  other_module: 'the definition is about records of another module',
  record_gone: 'there is no such record',
  loop_limit: `more than ${MOST_DEPTH} runs stand one in another`,
};

/** Null where no step awaits the run: the verdict has been counted. */
function refused(
  { tenantId, parent, definitionId }: StartRequest,
  why: Refusal,
  atMs: number,
): RunCommand | null {
  if (parent?.awaits !== true) return null;
  const { runId, stepId } = parent;
  const reportEffect = {
    effectId: stepId,
    stepId,
    outcome: 'failed',
    answer: why === 'loop_limit' ? 'failed' : 'not_found',
    output: JSON.stringify({ definitionId, why }),
    recordPatch: null,
    errorCode: why,
    errorMessage: WHY[why],
    attempts: 1,
    startedAtMs: atMs,
    finishedAtMs: atMs,
    input: null,
    attemptLog: [],
  } as const;
  return { ...NO_COMMAND, tenantId, runId, sentAtMs: atMs, reportEffect };
}
