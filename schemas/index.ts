/** Where services meet: topics, schemas and the records on them. (`deploySchemas` is in `@upshot/schemas/deploy`.) */
export { avroSchema, schemaOfTopic, type AvroRecordSchema } from './avro.ts';
export {
  ACTIVITIES,
  DEAD_LETTERS,
  DEFINITIONS,
  DUE_TRIGGERS,
  effectsTopic,
  RUN_COMMANDS,
  RUN_EVENTS,
  RUN_SIGNALS,
  START_REQUESTS,
  subjectOf,
  TIMER_COMMANDS,
  TOPICS,
  type Topic,
} from './topics.ts';
export { OPEN_RUNS, OPEN_RUNS_ORDER, RUNS, type OpenRun, type StandingNode } from './documents/open-run.ts';
export type { Act, ParentStep } from './records/act.ts';
export type { Activity } from './records/activity.ts';
export type { DeadLetter } from './records/dead-letter.ts';
export type { DefinitionRecord } from './records/definition-record.ts';
export type { DueTrigger } from './records/due-trigger.ts';
export type { Effect } from './records/effect.ts';
export { NO_COMMAND, NO_TAKE_OVER } from './records/run-command.ts';
export { NO_EVENT } from './records/run-event.ts';
export type {
  ControlRun,
  FireTimer,
  ReentryRule,
  AttemptTime,
  ReportEffect,
  RunCommand,
  SignalRun,
  StartRun,
  StepOutcome,
} from './records/run-command.ts';
export type {
  RunEvent,
  RunFinished,
  RunNoted,
  RunStarted,
  RunStatus,
  StepFinished,
  StepStarted,
} from './records/run-event.ts';
export type { RunSignal } from './records/run-signal.ts';
export type { StartRequest } from './records/start-request.ts';
export type { PlannedDate, TimerCommand } from './records/timer-command.ts';
