/** The command that starts a run of a definition: what the definition gives it, and what started it. */
import type { Definition, Reentry } from '@upshot/definitions';
import { NO_COMMAND, type ReentryRule, type RunCommand, type StartRun } from '@upshot/schemas';
import type { Image, RecordChange } from '@upshot/values';
import type { Listening } from './listening-entries.ts';

/** The images of a start command. */
export type SentImages = Pick<StartRun, 'before' | 'after' | 'unknownBefore' | 'unknownAfter'>;

/** What started a run: the record, the change, and the chain of write-backs that it stands in. */
export type Started = SentImages &
  Pick<StartRun, 'recordId' | 'operation' | 'positionId' | 'committedAtMs' | 'depth'> & {
    /** The module of the record. */
    readonly module: string;
    /** Null where the run is the first of its chain. */
    readonly rootRunId: string | null;
  };

/** The command for the run `runId`, as of `sentAtMs`; `asked` is what a request says of it. */
export function startCommand(
  { definition, graph }: Pick<Listening, 'definition' | 'graph'>,
  runId: string,
  { rootRunId, ...started }: Started,
  sentAtMs: number,
  asked: Partial<StartRun> = {},
): RunCommand {
  const { tenantId, id, version, name, dialect, trigger } = definition;
  const start: StartRun = {
    definitionId: id,
    definitionVersion: version,
    definitionName: name,
    dialect,
    graph,
    triggerName: trigger.name,
    ...started,
    rootRunId: rootRunId ?? runId,
    reentry: reentryOf(trigger.reentry),
    startAt: null,
    criteria: rechecks(definition) ? JSON.stringify(trigger.criteria) : null,
    variables: null,
    sandbox: definition.sandbox ?? false,
    parent: null,
    startedBy: null,
    ...asked,
  };
  return { tenantId, runId, sentAtMs, ...NO_COMMAND, start };
}

/** Whether some wait asks the trigger's criteria again. */
const rechecks = ({ graph }: Definition): boolean =>
  graph.nodes.some((node) => node.kind === 'wait' && node.recheck === true);

/** The images of a change. */
export const imagesOf = ({ before, after }: Pick<RecordChange, 'before' | 'after'>): SentImages => ({
  before: textOf(before),
  after: textOf(after),
  unknownBefore: unknownOf(before),
  unknownAfter: unknownOf(after),
});

/** The images of a record in which nothing has changed: `values` as JSON, and the fields that the source has and did not send. */
export const unchanged = (values: string, unknown: readonly string[] = []): SentImages => ({
  before: values,
  after: values,
  unknownBefore: unknown,
  unknownAfter: unknown,
});

/** An image whose every field is unknown is left out, so that the run knows it as unknown too. */
const textOf = (image: Image | null): string | null =>
  image === null || image.unknown === 'rest' ? null : JSON.stringify(image.values);

/** The fields that the image names as not sent. */
export const unknownOf = (image: Image | null): readonly string[] =>
  image === null || image.unknown === 'rest' ? [] : image.unknown;

/** `every_time` is said by saying nothing. */
function reentryOf(reentry: Reentry | undefined): ReentryRule | null {
  if (reentry === undefined || reentry.policy === 'every_time') return null;
  return { policy: reentry.policy, coolDownMs: reentry.policy === 'cool_down' ? reentry.coolDownMs : 0 };
}
