/** Whether the step that was to await a run still does: a run may be given up before its start has come. */
import type { Command } from '@upshot/flow';
import type { StoredRun } from './ports/run-store.ts';

/** The run whose step awaits the one that the command starts; null where none does. */
export function awaiterOf(command: Command): string | null {
  if (command.type !== 'start' || command.origin.parent?.awaits !== true) return null;
  return command.origin.parent.runId;
}

/**
 * The command, marked where nobody awaits the run that it starts. The cancel of whoever gave it up may have come before the start, to a
 * run that was not known then; but a run is stored before it sends, so that here it is seen to have gone on. One that goes on from now
 * sends its cancel behind this start. Where the other run is not known, nothing is known against the start.
 */
export function withAwaited<C extends Command>(
  command: C,
  stored: ReadonlyMap<string, Pick<StoredRun, 'state'>>,
): C {
  const awaiter = stored.get(awaiterOf(command) ?? '');
  if (awaiter === undefined || command.type !== 'start') return command;
  const awaited = awaiter.state.openSteps.some(({ stepId }) => stepId === command.origin.parent?.stepId);
  return { ...command, awaited };
}
