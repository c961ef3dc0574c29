/** The definitions that an engine can express: on those alone engines are compared. */
import { ENGINES, type EngineName } from './engines/index.ts';
import { patternOf } from './engines/event-ruler/pattern.ts';
import type { BenchDefinition } from './workload/index.ts';

export function subsetOf(
  name: EngineName,
  definitions: readonly BenchDefinition[],
): readonly BenchDefinition[] {
  if (name === 'event-ruler') return definitions.filter(({ criteria }) => patternOf(criteria) !== undefined);
  const engine = ENGINES.find((each) => each.name === name);
  return engine === undefined ? [] : definitions.filter(engine.expresses);
}
