/** Stage plan-commands: a start command for each match, under an id derived from what it is about (law 1). */
import type { Codec } from '@upshot/avro';
import type { OutgoingRecord } from '@upshot/bus';
import type { Reentry } from '@upshot/definitions';
import { deriveId } from '@upshot/ids';
import { RUN_COMMANDS, type ReentryRule, type RunCommand, type StartRun } from '@upshot/schemas';
import { contextToHeaders, type Telemetry } from '@upshot/telemetry';
import type { Image, RecordChange } from '@upshot/values';
import type { Listening } from '../definitions-table.ts';
import type { RecordChanged } from '../record-change.ts';
import { traceChange } from '../trace-change.ts';

export interface PlanCommandsPorts {
  readonly codec: Pick<Codec<RunCommand>, 'encode'>;
  readonly telemetry: Telemetry;
  readonly now: () => number;
}

/** The commands, each in a trace of its own: one trace per activation. */
export function planCommands(
  changed: RecordChanged,
  matches: readonly Listening[],
  ports: PlanCommandsPorts,
): readonly OutgoingRecord[] {
  if (matches.length === 0) return [];
  const images = imagesOf(changed.change);
  return matches.map((listening) => {
    const startTimeMs = ports.now();
    const command = commandOf(changed, listening, images, startTimeMs);
    const value = ports.codec.encode(command);
    const context = traceChange(changed, command, { startTimeMs, endTimeMs: ports.now() }, ports.telemetry);
    return { topic: RUN_COMMANDS, key: command.runId, value, headers: contextToHeaders(context) };
  });
}

function commandOf(
  changed: RecordChanged,
  { definition, graph }: Listening,
  images: Images,
  sentAtMs: number,
): RunCommand {
  const { change, module, tenantId, recordId, cause } = changed;
  const { id: definitionId, version: definitionVersion, name: definitionName, dialect, trigger } = definition;
  const runId = deriveId('run', tenantId, definitionId, change.position.id);
  const start: StartRun = {
    definitionId,
    definitionVersion,
    definitionName,
    dialect,
    graph,
    recordId,
    module: module.module,
    triggerName: trigger.name,
    operation: change.operation,
    ...images,
    positionId: change.position.id,
    committedAtMs: change.position.committedAtMs,
    rootRunId: cause?.rootRunId ?? runId,
    depth: cause?.depth ?? 0,
    reentry: reentryOf(trigger.reentry),
  };
  return { tenantId, runId, sentAtMs, start, reportEffect: null, fireTimer: null };
}

/** `every_time` is said by saying nothing. */
export function reentryOf(reentry: Reentry | undefined): ReentryRule | null {
  if (reentry === undefined || reentry.policy === 'every_time') return null;
  return { policy: reentry.policy, coolDownMs: reentry.policy === 'cool_down' ? reentry.coolDownMs : 0 };
}

type Images = Pick<StartRun, 'before' | 'after' | 'unknownBefore' | 'unknownAfter'>;

const imagesOf = ({ before, after }: RecordChange): Images => ({
  before: textOf(before),
  after: textOf(after),
  unknownBefore: unknownOf(before),
  unknownAfter: unknownOf(after),
});

/** An image whose every field is unknown is left out, so that the run knows it as unknown too. */
const textOf = (image: Image | null): string | null =>
  image === null || image.unknown === 'rest' ? null : JSON.stringify(image.values);

export const unknownOf = (image: Image | null): readonly string[] =>
  image === null || image.unknown === 'rest' ? [] : image.unknown;
