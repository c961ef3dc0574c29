/**
 * Stage: carries out what acts ask for, from their documents: commands, requests for starts, jobs, the end of a definition,
 * a tenant's switch.
 * Each may be done again after a crash. Of acts on the same subject the earlier ones go first, so that of a pause and the
 * resume after it the resume has the last word.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { toUpshotError, UpshotError } from '@upshot/errors';
import { NO_COMMAND, type RunCommand } from '@upshot/schemas';
import { inStage, type Logger, type Telemetry } from '@upshot/telemetry';
import type { Todo } from '../ports/act-document.ts';
import type { Acts, UndoneAct } from '../ports/acts.ts';
import type { CommandTopic } from '../ports/command-topic.ts';
import { keyOf } from '../ports/definition-store.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { Versions } from '../ports/versions.ts';
import type { Sandboxes } from '../ports/sandboxes.ts';
import { publishAll, type Publisher } from './publish-definitions.ts';
import { untilAborted } from './until-aborted.ts';

export interface CarryOutOptions {
  readonly acts: Acts;
  readonly jobs: Pick<Jobs, 'add'>;
  readonly versions: Pick<Versions, 'end'>;
  readonly sandboxes: Pick<Sandboxes, 'switchTo'>;
  readonly publisher: Pick<Publisher, 'publish' | 'publishSoon'>;
  /** Null until Kafka and the registry have first answered. */
  readonly topic: () => CommandTopic | null;
  readonly telemetry: Telemetry;
  readonly log: Logger;
  readonly now: () => number;
  readonly crashPoint: (name: string) => void;
}

export interface CarryOut {
  /** Carries out an act, and resolves when that is done or `waitMs` have passed. Never rejects: what fails is left to the sweep. */
  soon(actId: string, waitMs: number): Promise<void>;
  /** Carries out what is waiting since `graceMs` ago. Throws what the engines throw. */
  sweep(graceMs: number): Promise<void>;
}

const BATCH = 100;

/** Who carries acts out. */
export function createCarryOut(options: CarryOutOptions): CarryOut {
  const { acts, log, now } = options;
  return {
    async soon(actId, waitMs) {
      const done = carryOut(actId, options).catch((thrown: unknown) => {
        log.warn({ error: toUpshotError(thrown) }, 'an act is not carried out yet');
      });
      await Promise.race([done, sleep(waitMs, undefined, { ref: false })]);
    },
    async sweep(graceMs) {
      for (const actId of await acts.undone(now() - graceMs, BATCH)) await carryOut(actId, options);
    },
  };
}

/** Sweeps at intervals until `signal` aborts: what a process that died has left, what failed. */
export async function sweepActsUntil(
  signal: AbortSignal,
  carry: Pick<CarryOut, 'sweep'>,
  log: Logger,
  { sweepMs = 10_000, graceMs = 3_000 }: { readonly sweepMs?: number; readonly graceMs?: number },
): Promise<void> {
  await untilAborted(signal, sweepMs, log, () => carry.sweep(graceMs));
}

async function carryOut(actId: string, options: CarryOutOptions): Promise<void> {
  for (const act of await options.acts.undoneUpTo(actId)) {
    options.crashPoint('definition-api.act-recorded');
    await doAll(act, options);
    options.crashPoint('definition-api.act-carried-out');
    await options.acts.markDone(act.id);
  }
}

async function doAll(act: UndoneAct, options: CarryOutOptions): Promise<void> {
  await inStage(options.telemetry, 'carry-out-act', {}, async ({ context }) => {
    const commands = act.todo.flatMap((todo) => commandOf(act, todo));
    const starts = act.todo.flatMap((todo) => (todo.do === 'start' ? [todo.request] : []));
    if (commands.length + starts.length > 0) await topicOf(options).send(commands, starts, context);
    for (const todo of act.todo) await doOne(act, todo, options);
  });
}

function topicOf({ topic }: CarryOutOptions): CommandTopic {
  const found = topic();
  if (found === null) throw new UpshotError('bus_unavailable', 'Kafka has not answered yet');
  return found;
}

function commandOf({ tenantId, atMs }: UndoneAct, todo: Todo): readonly RunCommand[] {
  if (todo.do !== 'command') return [];
  return [{ tenantId, runId: todo.runId, sentAtMs: atMs, ...NO_COMMAND, control: todo.control }];
}

/** The definition goes first, so that what cancels its runs finds none that starts after. */
async function doOne(act: UndoneAct, todo: Todo, { jobs, versions, publisher, sandboxes }: CarryOutOptions) {
  if (todo.do === 'job') await jobs.add(todo.job);
  if (todo.do === 'sandbox')
    await publishAll(await sandboxes.switchTo(act, todo.sandbox, todo.by), publisher);
  if (todo.do !== 'delete' && todo.do !== 'archive') return;
  await versions.end(act, todo.definitionId, todo.do);
  await publisher.publishSoon(keyOf(act, todo.definitionId), PUBLISH_WAIT_MS);
}

const PUBLISH_WAIT_MS = 2_000;
