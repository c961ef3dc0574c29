/** Run history: what the recorder writes and people read. */
export type {
  RunHistory,
  RunHistoryStatus,
  StepError,
  StepHistory,
  StepHistoryStatus,
  StepOutput,
} from './history.ts';
export { RUN_STATUSES, STEP_STATUSES } from './history.ts';
export { missedBefore, project, projectAcrossGap } from './project.ts';
export { RUN_HISTORY, fromDocument, toDocument, type HistoryDocument } from './document.ts';
export { historyIndexes } from './indexes.ts';
export { createHistoryReader, type HistoryReader, type ListRuns, type RunPage } from './reader.ts';
