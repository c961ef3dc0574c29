/** The change that a run is about, as its conditions see it. */
import type { Image, RecordChange } from '@upshot/values';
import type { Fields, RunState } from './run-state.ts';

/** The triggering change; where there is an image after, it holds what steps have changed since. */
export function changeOf({ origin, record }: RunState): RecordChange {
  const { operation, before, after, unknownBefore, unknownAfter } = origin;
  return {
    operation,
    before: before === null ? missing(operation === 'update') : imageOf(before, unknownBefore),
    after: after === null ? null : imageOf(record, unknownAfter),
  };
}

/** What a step has written since is known, whether the source sent it or not. */
const imageOf = (values: Fields, unknown: readonly string[] = []): Image => ({
  values,
  unknown: unknown.filter((field) => !Object.hasOwn(values, field)),
});

/** A missing image before an update was not sent, so its fields are unknown; before a create there was nothing. */
const missing = (hadOne: boolean): Image | null => (hadOne ? { values: {}, unknown: 'rest' } : null);
