/** Asks criteria of a change, by the schema that the source mapping gives the module. */
import type { Surroundings } from '@upshot/flow';
import type { SourceMapping } from '@upshot/mapping';
import { compileCriteria } from '@upshot/rules';

/** An evaluator for each module; a module that the mapping no longer has knows no field. */
export function evaluator(mapping: SourceMapping): (module: string) => Surroundings['evaluate'] {
  return (module) => {
    const schema = mapping.modules.get(module)?.schema ?? { module, fields: {} };
    return (criteria, change) => compileCriteria(criteria, schema).evaluate(change);
  };
}
