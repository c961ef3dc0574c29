/** POST /api/events: takes what happened to records without changing a row. All events of a request are taken, or none. */
import type { Answer } from '../../../http/answer.ts';
import { problemShape } from '../../../http/refusal.ts';
import type { Handler } from '../../handler.ts';
import { refuseProblems, type NativeProblem } from '../refusals.ts';
import { readActivity, type ReadActivity } from './read-activity.ts';
import { readEvents } from './read-events.ts';

/** The most problems that are told at once. */
const MAX_PROBLEMS = 100;

/**
 * 202 when every event is on its topic. An event that was taken before is `repeated` and does nothing; the same id with
 * other content is refused (409). Where Kafka is away nothing is taken (503), and asking again with the same ids is safe.
 */
export const takeEvents: Handler = async (request, { activities, modules, now }) => {
  const sent = readEvents(request);
  if (!sent.ok) return problemShape(sent.error);
  const scope = { tenantId: request.caller.tenantId, modules, nowMs: now() };
  const read: ReadActivity[] = [];
  const problems: NativeProblem[] = [];
  for (const { path, event } of sent.value) {
    const activity = readActivity(event, path, scope);
    if (activity.ok) read.push(activity.value);
    else problems.push(...activity.error);
    if (problems.length >= MAX_PROBLEMS) break;
  }
  if (problems.length > 0)
    return refuseProblems(400, 'Events are refused, and none is taken', problems.slice(0, MAX_PROBLEMS));
  const taken = await activities.take(read);
  if (!taken.ok)
    return reused(
      taken.error.map((index) => ({ ...REUSED, path: [...(sent.value[index]?.path ?? []), 'id'] })),
    );
  return accepted(read, taken.value);
};

const REUSED = { code: 'id_reused', message: 'was used by an event of the same source with other content' };

const reused = (problems: readonly NativeProblem[]): Answer =>
  refuseProblems(409, 'Events have ids that others had before them, and none is taken', problems);

/** In the order in which they were sent. */
function accepted(read: readonly ReadActivity[], repeated: readonly boolean[]): Answer {
  const events = read.map(({ activity: { id, source } }, index) => ({
    id,
    source,
    repeated: repeated[index] ?? false,
  }));
  return { status: 202, body: { taken: events.filter((each) => !each.repeated).length, events } };
}
