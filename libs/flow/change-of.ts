/** The change that a run is about, as its conditions see it. */
import type { Image, RecordChange } from '@upshot/values';
import { readable } from './assign.ts';
import type { Fields, RunState } from './run-state.ts';

/** What criteria may name of the run itself, beside the fields of the module. */
export const RUN_FIELDS = { $steps: { type: 'json' }, $variables: { type: 'json' } } as const;

/** The triggering change; where there is an image after, it holds what steps have changed since. */
export function changeOf(state: RunState): RecordChange {
  const { origin, record } = state;
  const { operation, before, after, unknownBefore, unknownAfter } = origin;
  return {
    operation,
    before: before === null ? missing(operation === 'update') : imageOf(before, unknownBefore),
    after: after === null ? null : withRun(imageOf(record, unknownAfter), state),
  };
}

/** The image, with what criteria may ask of the run itself. */
export function withRun({ values, unknown }: Image, state: RunState): Image {
  const { steps: $steps, variables: $variables } = readable(state);
  return { values: { ...values, $steps, $variables }, unknown };
}

/** What a step has written since is known, whether the source sent it or not. */
const imageOf = (values: Fields, unknown: readonly string[] = []): Image => ({
  values,
  unknown: unknown.filter((field) => !Object.hasOwn(values, field)),
});

/** A missing image before an update was not sent, so its fields are unknown; before a create there was nothing. */
const missing = (hadOne: boolean): Image | null => (hadOne ? { values: {}, unknown: 'rest' } : null);
