/** Values for variables: as they stand, or from where a path leads in the run. */
import type { Assigned } from '@upshot/definitions';
import { valueAt, type ObjectValue } from '@upshot/values';
import type { Fields, RunState } from './run-state.ts';

/** Each variable's value; one whose path leads nowhere is null. */
export function assign(variables: Readonly<Record<string, Assigned>>, state: RunState): Fields {
  const whole = readable(state);
  return Object.fromEntries(
    Object.entries(variables).map(([name, given]) => [
      name,
      'value' in given ? given.value : (valueAt(whole, given.from) ?? null),
    ]),
  );
}

/** What of a run its own nodes may read: the record, its variables, and what steps came to. */
export function readable({
  record,
  variables,
  results,
}: RunState): Readonly<Record<'record' | 'variables' | 'steps', ObjectValue>> {
  const steps = Object.fromEntries(
    Object.entries(results).map(([nodeId, { outcome, answer, output }]) => [
      nodeId,
      { outcome: answer ?? outcome, output },
    ]),
  );
  return { record, variables, steps };
}
