/** Run history: what the recorder writes and people read. */
export type {
  BegunWith,
  Happening,
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
export { historyCollection, historyIndexes } from './indexes.ts';
export { isCut } from './output.ts';
export { MAX_HAPPENINGS, versionTakenSchema } from './project-noted.ts';
export { ERASED, withoutSubject } from './erase-run.ts';
export {
  createRetentionSettings,
  DEFAULT_RETENTION_DAYS,
  MAX_RETENTION_DAYS,
  type KeptAsLong,
  type RetentionSettings,
} from './retention.ts';
export { eraseAgain, eraseHistory } from './erase-history.ts';
export {
  erasuresCollection,
  ERASURE_PARTS,
  ERASURES,
  type DueErasure,
  type Erasure,
  type ErasePart,
  type ErasurePart,
  type Found,
  type Remember,
  type Subject,
} from './erasure-document.ts';
export { erasedAmong, type ErasableRun } from './erased-runs.ts';
export { createErasures, type Erasures } from './erasures.ts';
export { createLiveRuns, type ListenOptions, type LiveRun, type LiveRuns } from './live.ts';
export { eraseUntil, type EraseUntilPorts, type ErasureWork } from './erase-until.ts';
export { HOUR_MS, hourOf, mergeHours, type Hour } from './hour.ts';
export { quantileOf, type Sketch } from './sketch.ts';
export type { DefinitionHour } from './count-hour.ts';
export { createStatistics, RUN_STATISTICS, type Statistics, type StatisticsQuestion } from './statistics.ts';
export {
  createHistorySearch,
  type FoundRuns,
  type HistorySearch,
  type Place,
  type RunSummary,
  type SearchRuns,
} from './search.ts';
export { createHistoryReader, type HistoryReader, type ListRuns, type RunPage } from './reader.ts';
