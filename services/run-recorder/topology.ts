/** The recorder, from a batch of run events to the history and the tasks that people read: the table of contents. */
import type { Batch } from '@upshot/bus';
import { decodeEvents, type DecodeEventsPorts } from './stages/decode-event.ts';
import { loadHistories, type LoadHistoriesPorts } from './stages/load-history.ts';
import { projectEvents, type ProjectEventsPorts } from './stages/project.ts';
import { projectTasks, type ProjectTasksPorts } from './stages/project-tasks.ts';
import { storeHistories, type StoreHistoriesPorts } from './stages/store-history.ts';

export type RecorderPorts = DecodeEventsPorts &
  LoadHistoriesPorts &
  ProjectEventsPorts &
  StoreHistoriesPorts &
  ProjectTasksPorts;

/** Handles one batch of `upshot.run-events`; resolves when the histories and tasks that it changes are stored. */
export async function recordEvents(batch: Batch, ports: RecorderPorts): Promise<void> {
  const told = await decodeEvents(batch, ports);
  const loaded = await loadHistories(told, ports);
  const projected = projectEvents(loaded, ports);
  await storeHistories(projected, ports);
  await projectTasks(told, ports);
}
