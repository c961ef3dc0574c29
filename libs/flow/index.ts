/** The pure heart of a run: commands in, events, effects and timers out. */
export type { Command, EffectOutcome, EffectReport, Start, TimerFired } from './commands.ts';
export type { Decision, EffectRequest, TimerRequest } from './decision.ts';
export { changeOf } from './change-of.ts';
export { decide } from './decide.ts';
export { evolve } from './evolve.ts';
export type { Surroundings } from './nodes/node-kind.ts';
export type {
  RunEvent,
  RunFinishedEvent,
  RunStartedEvent,
  StepFinishedEvent,
  StepStartedEvent,
} from './run-events.ts';
export type { Fields, OpenStep, RunOrigin, RunState } from './run-state.ts';
