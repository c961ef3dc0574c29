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
  subjectOf,
  TIMER_COMMANDS,
  TOPICS,
  type Topic,
} from './topics.ts';
export type { Activity } from './records/activity.ts';
export type { DeadLetter } from './records/dead-letter.ts';
export type { DefinitionRecord } from './records/definition-record.ts';
export type { DueTrigger } from './records/due-trigger.ts';
export type { Effect } from './records/effect.ts';
export type {
  FireTimer,
  ReentryRule,
  ReportEffect,
  RunCommand,
  StartRun,
  StepOutcome,
} from './records/run-command.ts';
export type {
  RunEvent,
  RunFinished,
  RunStarted,
  RunStatus,
  StepFinished,
  StepStarted,
} from './records/run-event.ts';
export type { PlannedDate, TimerCommand } from './records/timer-command.ts';
