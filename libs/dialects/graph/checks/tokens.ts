/** A run never has more tokens open than a run may have. */
import { MOST_SPLITS } from '@upshot/flow';
import type { GraphCheck } from '../graph-check.ts';
import { Widths } from '../widths.ts';

/** A run with as many open splits fails (`too_many_splits`); there are fewer open splits than tokens. */
const MOST_TOKENS = MOST_SPLITS;

/** Told of the innermost split that is too wide: those around it are for that reason. */
export const tokens: GraphCheck = (subject, report) => {
  const widths = new Widths(subject);
  const tooWide = widths.splits.filter((split) => widths.of(split) > MOST_TOKENS);
  for (const split of tooWide) {
    if (widths.within(split).some((inner) => tooWide.includes(inner))) continue;
    const message = `may have ${widths.of(split)} tokens open at once, and a run has at most ${MOST_TOKENS}`;
    report(subject.placeOf(split.node.id), 'too_many', message);
  }
};
