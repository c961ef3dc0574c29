/** Which of the runs of a filter a verb makes a difference to. */
import type { JobVerb, RunFilter } from '../ports/job-document.ts';

const STATUS_FOR: Readonly<Record<JobVerb, RunFilter['status']>> = {
  pause: 'running',
  resume: 'paused',
  cancel: undefined,
  take_over: undefined,
};

/** The filter, less the runs that are as the verb would have them: none where it asks for these alone. */
export function narrowed({
  verb,
  filter,
}: {
  readonly verb: JobVerb;
  readonly filter: RunFilter;
}): RunFilter {
  const needed = STATUS_FOR[verb];
  if (needed === undefined || filter.status === needed) return filter;
  return filter.status === undefined ? { ...filter, status: needed } : { ...filter, versions: [] };
}
