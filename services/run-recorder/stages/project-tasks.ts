/** Stage project-tasks: what run events say of human tasks, brought into the tasks beside the people who work on them. */
import type { UpshotError } from '@upshot/errors';
import type { RunEvent } from '@upshot/schemas';
import type { TaskProjection } from '@upshot/tasks';
import { ATTRIBUTES, recordedStage, type Logger, type Telemetry } from '@upshot/telemetry';
import type { ToldRun } from './decode-event.ts';

export interface ProjectTasksPorts {
  readonly tasks: TaskProjection;
  readonly telemetry: Telemetry;
  readonly log: Logger;
  readonly now: () => number;
  readonly crashPoint: (name: string) => void;
}

/**
 * Resolves when the tasks are stored; events that came before change nothing. A run without a task has no span. Throws
 * `store_unavailable`, and `conflict` (retry now) where others change the same tasks without end.
 */
export async function projectTasks(runs: readonly ToldRun[], ports: ProjectTasksPorts): Promise<void> {
  const startTimeMs = ports.now();
  const touched = await ports.tasks.apply(
    runs.flatMap(({ events }) => events),
    (event, error) => tellUnreadable(event, error, ports),
  );
  ports.crashPoint('recorder.tasks-stored');
  const endTimeMs = ports.now();
  for (const { runId, context: parent } of runs.filter((run) => touched.has(run.runId))) {
    const attributes = { [ATTRIBUTES.runId]: runId };
    recordedStage(ports.telemetry, 'project-tasks', { parent, attributes, startTimeMs, endTimeMs });
  }
}

/** Its history shows the step all the same; only a fault of ours writes what cannot be read. */
function tellUnreadable({ runId, seq }: RunEvent, error: UpshotError, { log }: ProjectTasksPorts): void {
  log.error({ runId, seq, error }, 'a task cannot be read');
}
