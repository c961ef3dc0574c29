/** What a run waits for is something that the source mapping can tell of. */
import { activitySchema } from '@upshot/mapping';
import type { GraphCheck } from '../graph-check.ts';
import { checkDuration } from '../durations.ts';
import { eachOf } from '../subject.ts';

export const events: GraphCheck = (subject, report) => {
  const { mapping } = subject.scope;
  eachOf(subject, 'wait_for_event', ({ event, timeoutMs }, place) => {
    checkDuration(timeoutMs, [...place, 'timeoutMs'], report);
    if (mapping === null) return;
    const { module } = mapping;
    if (event.kind === 'activity' && activitySchema(mapping, event.type) === null)
      report([...place, 'event', 'type'], 'not_found', `is not an activity of ${module}`);
    if (event.kind === 'change' && !mapping.kinds.includes(event.change))
      report(
        [...place, 'event', 'change'],
        'not_available',
        `the source mapping of ${module} does not say how to derive ${event.change}`,
      );
  });
};
