/** A sub-workflow starts a definition that is there, on records of the same module, and never comes back to its own without a rest. */
import type { GraphCheck } from '../graph-check.ts';
import { reachedAtOnce, wayTo } from '../calls.ts';
import { eachOf } from '../subject.ts';

export const subWorkflows: GraphCheck = (subject, report) => {
  const { definitionId: own, definitions, mapping } = subject.scope;
  const atOnce = reachedAtOnce(subject.graph);
  eachOf(subject, 'sub_workflow', ({ id, definitionId }, place) => {
    const at = [...place, 'definitionId'];
    if (definitionId === own) {
      report(at, 'cycle', 'is the definition itself');
      return;
    }
    if (definitions === undefined) return;
    const known = definitions.get(definitionId);
    if (known === undefined) report(at, 'not_found', 'is not the id of a definition');
    else if (mapping !== null && known.module !== mapping.module)
      report(at, 'not_available', `is a definition on ${known.module}, not on ${mapping.module}`);
    const way = own === null || !atOnce.has(id) ? null : wayTo(definitionId, own, definitions);
    if (way !== null)
      report(
        at,
        'cycle',
        `comes back to this definition, and nothing on the way rests for a minute: ${[own, ...way].join(', ')}`,
      );
  });
};
