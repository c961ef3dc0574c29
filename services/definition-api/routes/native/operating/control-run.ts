/** POST /api/runs/:id/pause, /resume, /cancel: one run is told to stop for a while, to go on, or to end. */
import { NO_TAKE_OVER } from '@upshot/schemas';
import { z } from 'zod';
import { okay } from '../../../http/answer.ts';
import type { Handler } from '../../handler.ts';
import { findRun, runConflict, runNotFound } from './find-run.ts';
import { byOf, perform, planned, refused } from './perform.ts';
import { readBody, reasonSchema } from './read-body.ts';

export const reasonBodySchema = z.strictObject({ reason: reasonSchema });

type Verb = 'pause' | 'resume' | 'cancel';

/** What a run that is so already is answered: nothing was to be done. */
const ALREADY = { pause: 'paused', resume: 'running', cancel: '' } as const;

/** 202: it is told, and its history shows when it has heard. 409 for a run that is over. */
const control =
  (verb: Verb): Handler =>
  async (request, ports) => {
    const read = readBody(reasonBodySchema, request.body);
    if (!read.ok) return read.error;
    const { reason } = read.value;
    return perform(request, ports, verb, async (actId) => {
      const run = await findRun(request, ports);
      if (run === null) return refused(runNotFound());
      const { runId, status, shownStatus } = run;
      if (status === 'finished') return refused(runConflict(`The run is over: ${shownStatus}`, shownStatus));
      if (status === ALREADY[verb]) return refused(okay({ runId, status, changed: false }));
      const told = { verb, by: byOf(request.caller), reason, ...NO_TAKE_OVER };
      return planned({
        subject: { kind: 'run', id: runId },
        reason,
        detail: { status, definitionId: run.definitionId },
        todo: [{ do: 'command', runId, control: told }],
        answer: { status: 202, body: { runId, verb, changed: true, act: actId } },
      });
    });
  };

export const pauseRun: Handler = control('pause');
export const resumeRun: Handler = control('resume');
export const cancelRun: Handler = control('cancel');
