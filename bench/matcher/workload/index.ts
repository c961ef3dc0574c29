/** A workload: definitions and events, the same for every engine and for ever under one seed. */
import type { Schemas } from '@upshot/rules';
import { makeDefinitions, modulesOf, type BenchDefinition, type Plan } from './definitions.ts';
import { makeEvents, type BenchEvent } from './events.ts';
import { schemaOf } from './fields.ts';
import { populationOf } from './population.ts';

export { expectedCandidates, type BenchDefinition, type Plan } from './definitions.ts';
export type { Kind } from './kind.ts';
export type { BenchEvent } from './events.ts';

export interface Workload {
  readonly plan: Plan;
  readonly definitions: readonly BenchDefinition[];
  readonly events: readonly BenchEvent[];
  readonly schemas: Schemas;
}

/** Makes a workload. */
export function makeWorkload(plan: Plan, events: number): Workload {
  const definitions = makeDefinitions(plan, populationOf(plan.seed));
  const schemas = new Map(modulesOf(plan).map((module) => [module, schemaOf(module)]));
  return { plan, definitions, events: makeEvents(plan, events), schemas };
}

/** As many other definitions for the places of `workload`, to change some of them. */
export const otherDefinitions = ({ plan }: Workload): readonly BenchDefinition[] =>
  makeDefinitions(plan, populationOf(plan.seed), 'others');
