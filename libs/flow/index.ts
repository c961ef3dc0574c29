/** The pure heart of a run: commands in, events, effects and timers out. */
export type {
  Cancel,
  Command,
  EffectOutcome,
  EffectReport,
  Pause,
  Resume,
  Signal,
  Start,
  TakeOver,
  TimerFired,
} from './commands.ts';
export type {
  Decision,
  EffectRequest,
  ParentAnswer,
  StartRequest,
  TaskRequest,
  TimerRequest,
} from './decision.ts';
export { readable } from './assign.ts';
export { changeOf, RUN_FIELDS } from './change-of.ts';
export { decide } from './decide.ts';
export { OUTCOME_OF_END } from './decision.ts';
export { dueOf } from './due-of.ts';
export { previewDues, type PreviewedDue, type PreviewFrom, type Previewed } from './preview-dues.ts';
export { evolve } from './evolve.ts';
export { MOST_SPLITS } from './journey.ts';
export { ownOf } from './own-of.ts';
export { stepResultsSchema } from './step-results-schema.ts';
export type { RecordNow, Surroundings, Working } from './nodes/node-kind.ts';
export type * from './run-events.ts';
export type {
  Act,
  ArmOf,
  Fields,
  OpenSplit,
  OpenStep,
  RunOrigin,
  RunState,
  StepResult,
  StepTimer,
  Token,
} from './run-state.ts';
export { standingOf, unplaced, type Standing, type Unplaced } from './standing.ts';
