/** A run's state as text, and back. A finished run keeps no graph and nothing of its record. */
import { NO_GRAPH } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import type { RunState } from '@upshot/flow';

/** JSON of the state. What a finished run no longer needs, personal data above all, is left out. */
export function writeState(state: RunState): string {
  if (state.status !== 'finished') return JSON.stringify(state);
  const given = { before: null, after: null, criteria: undefined, variables: undefined, results: undefined };
  const origin = { ...state.origin, ...given };
  const nothing = { record: {}, variables: {}, results: {}, visits: {}, turns: {} };
  return JSON.stringify({ ...state, ...nothing, origin, graph: NO_GRAPH });
}

/** The state in text that `writeState` made; throws `record_invalid` for any other. */
export function parseState(text: string): RunState {
  const parsed: unknown = JSON.parse(text);
  if (isState(parsed)) return parsed;
  throw new UpshotError('record_invalid', 'a stored run has no readable state');
}

/** Only this module writes the text, so its marks are enough to know it by. */
function isState(value: unknown): value is RunState {
  return (
    typeof value === 'object' && value !== null && 'origin' in value && 'graph' in value && 'seq' in value
  );
}
