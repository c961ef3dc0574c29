/** POST /api/runs/pause, /resume, /cancel: the same for all open runs of a filter, as a job; or a count of them. */
import { z } from 'zod';
import { narrowed } from '../../../control/narrowed.ts';
import { okay } from '../../../http/answer.ts';
import type { RunFilter } from '../../../ports/job-document.ts';
import type { Handler } from '../../handler.ts';
import { byOf, perform, planned } from './perform.ts';
import { readBody, reasonSchema, refuseAt } from './read-body.ts';
import { runFilterOf, runFilterSchema } from './run-filter.ts';

export const controlRunsSchema = z.strictObject({
  filter: runFilterSchema,
  /** Said where the filter is empty: then it is every open run of the tenant. */
  all: z.literal(true).optional(),
  reason: reasonSchema.optional(),
  dryRun: z.boolean().optional(),
});

type Verb = 'pause' | 'resume' | 'cancel';

/** A dry run counts and does nothing. Else 202 with the job, which tells the runs that have started by now, one page after the other. */
const control =
  (verb: Verb): Handler =>
  async (request, ports) => {
    const read = readBody(controlRunsSchema, request.body);
    if (!read.ok) return read.error;
    const { filter: sent, all = false, reason, dryRun = false } = read.value;
    if (Object.keys(sent).length === 0 && !all)
      return refuseAt(400, ['filter'], 'required', 'is empty: say `"all": true` for every open run');
    const filter = upToNow(runFilterOf(sent), ports.now());
    const { caller } = request;
    if (dryRun) {
      const counted = await ports.operating.runs.count(caller, narrowed({ verb, filter }));
      return okay({ dryRun, verb, ...counted });
    }
    if (reason === undefined) return refuseAt(400, ['reason'], 'required', 'is required');
    return perform(request, ports, verb, async (actId) => {
      const { tenantId } = caller;
      const by = byOf(caller);
      const { runs: total } = await ports.operating.runs.count(caller, narrowed({ verb, filter }));
      const job = { id: actId, tenantId, verb, by, reason, filter, takeOver: null, total, passes: 1 };
      return planned({
        subject: { kind: 'runs', id: null },
        reason,
        detail: { filter: sent, runs: total },
        todo: [{ do: 'job', job }],
        answer: { status: 202, body: { job: actId, verb, runs: total } },
      });
    });
  };

/** What starts from now on is not meant. */
const upToNow = (filter: RunFilter, nowMs: number): RunFilter => ({
  ...filter,
  startedBeforeMs: Math.min(filter.startedBeforeMs ?? nowMs + 1, nowMs + 1),
});

export const pauseRuns: Handler = control('pause');
export const resumeRuns: Handler = control('resume');
export const cancelRuns: Handler = control('cancel');
