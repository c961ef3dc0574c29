/** A loop has a body, and its body comes back. */
import type { GraphCheck } from '../graph-check.ts';
import { reach } from '../reach.ts';
import { eachOf } from '../subject.ts';

export const loops: GraphCheck = (subject, report) => {
  eachOf(subject, 'loop', ({ id }, place) => {
    const body = subject.leaving(id).find(({ outcome }) => outcome === 'again');
    if (body === undefined) report(place, 'loop_open', 'has no body: nothing follows its outcome again');
    else if (!reach([body.to], subject).has(id))
      report(place, 'loop_open', 'has a body that never comes back');
  });
};
