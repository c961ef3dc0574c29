/** The test kit: runs of your own definitions in virtual time, as scenario files and in TypeScript. Pure. */
export { differences, type Difference } from './differences.ts';
export type { Given } from './given.ts';
export { plainMapping } from './plain-module.ts';
export { playRun, type PlayedEffect, type PlayedRun, type Report } from './played-run.ts';
export { playScenario, type Failure, type Played } from './play-scenario.ts';
export { readScenarios, type ReadOther, type ReadScenario } from './read-scenarios.ts';
export { scenarioFile, type Scenario, type ScenarioFile } from './scenario.ts';
export type { Expectation, ScriptStep } from './script.ts';
export type { StartVerdict } from './started-by.ts';
export { lineOf, storyOf } from './story.ts';
export { addSpan } from './time-span.ts';
export { VirtualRun, type VirtualTimer } from './virtual-run.ts';
export type { World, Zones } from './world.ts';
