/** GET /api/jobs, GET /api/jobs/:id, POST /api/jobs/:id/stop: how far what is done to many runs has come. */
import { okay, type Answer } from '../../../http/answer.ts';
import type { Job } from '../../../ports/job-document.ts';
import type { Handler } from '../../handler.ts';
import { readId } from '../../ids.ts';
import { notFound } from '../refusals.ts';
import { reasonBodySchema } from './control-run.ts';
import { pageOf, readPageQuery } from './page-query.ts';
import { perform, planned, refused } from './perform.ts';
import { readBody } from './read-body.ts';

/** The newest first. */
export const listJobs: Handler = async ({ caller, query }, { operating }) => {
  const read = readPageQuery(query, []);
  if (!read.ok) return read.error;
  const { limit, after } = read.value;
  const found = await operating.jobs.page(caller, { after, limit: limit + 1 });
  const { shown, next } = pageOf(found, limit, ({ createdAtMs, id }) => ({ atMs: createdAtMs, id }));
  return okay({ jobs: shown.map(print), next });
};

export const getJob: Handler = async ({ caller, params }, { operating }) => {
  const id = readId(params['id']);
  const found = id === null ? null : await operating.jobs.find(caller, id);
  return found === null ? jobNotFound() : okay(print(found));
};

/** What the job has told runs so far stays. A job that is over stays as it is. */
export const stopJob: Handler = async (request, ports) => {
  const read = readBody(reasonBodySchema, request.body);
  if (!read.ok) return read.error;
  const { reason } = read.value;
  const { jobs } = ports.operating;
  const { caller } = request;
  const id = readId(request.params['id']);
  return perform(request, ports, 'stop_job', async () => {
    const stopped = id !== null && (await jobs.stop(caller, id));
    const found = id === null ? null : await jobs.find(caller, id);
    if (id === null || found === null) return refused(jobNotFound());
    if (!stopped) return refused(okay(print(found)));
    return planned({
      subject: { kind: 'job', id },
      reason,
      detail: { seen: found.seen, total: found.total },
      todo: [],
      answer: { status: 200, body: print(found) },
    });
  });
};

const jobNotFound = (): Answer => notFound('Job');

function print(job: Job) {
  const { id, verb, by, reason, filter, status, total, seen, told, unplaced } = job;
  const at = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  return {
    id,
    verb,
    by,
    reason,
    filter: printFilter(filter),
    version: job.takeOver?.version ?? null,
    nodes: job.takeOver?.nodes ?? null,
    status,
    total,
    seen,
    told,
    unplaced,
    createdAt: at(job.createdAtMs),
    updatedAt: at(job.updatedAtMs),
    finishedAt: at(job.finishedAtMs),
  };
}

/** Instants as clients write them. */
function printFilter({ startedFromMs, startedBeforeMs, ...filter }: Job['filter']) {
  return {
    ...filter,
    ...(startedFromMs !== undefined && { startedFrom: new Date(startedFromMs).toISOString() }),
    ...(startedBeforeMs !== undefined && { startedBefore: new Date(startedBeforeMs).toISOString() }),
  };
}
