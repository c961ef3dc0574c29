/** What a definition listens to, and how often events are of that kind. */
export type Kind = 'created' | 'updated' | 'stage_changed';

/** How many of the definitions listen to each kind. */
export const KINDS: readonly (readonly [Kind, number])[] = [
  ['created', 0.3],
  ['updated', 0.45],
  ['stage_changed', 0.25],
];

/** A quarter of the events are creates; the rest are updates, and three in ten of those move the stage. */
export const CREATES = 0.25;
export const ASKED: Readonly<Record<Kind, number>> = {
  created: CREATES,
  updated: 1 - CREATES,
  stage_changed: 0.3 * (1 - CREATES),
};
