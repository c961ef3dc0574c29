/** The change that a run is about, as its conditions see it. */
import type { Image, RecordChange } from '@upshot/values';
import type { Fields, RunState } from './run-state.ts';

/** The triggering change; where there is an image after, it holds what steps have changed since. */
export function changeOf({ origin, record }: RunState): RecordChange {
  return {
    operation: origin.operation,
    before: imageOf(origin.before, origin.operation === 'update'),
    after: origin.after === null ? null : imageOf(record, false),
  };
}

/** A missing image before an update was not sent, so its fields are unknown; before a create there was nothing. */
function imageOf(fields: Fields | null, unknownIfMissing: boolean): Image | null {
  if (fields !== null) return { values: fields, unknown: [] };
  return unknownIfMissing ? { values: {}, unknown: 'rest' } : null;
}
