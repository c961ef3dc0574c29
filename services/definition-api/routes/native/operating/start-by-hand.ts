/** POST /api/definitions/:id/start: runs of a definition on given records, whatever its trigger says. */
import { deriveId } from '@upshot/ids';
import { z } from 'zod';
import { problemShape } from '../../../http/refusal.ts';
import type { Handler } from '../../handler.ts';
import { readId } from '../../ids.ts';
import { definitionNotFound } from '../definitions/answers.ts';
import { byOf, perform, planned, refused } from './perform.ts';
import { readBody, reasonSchema, variablesSchema } from './read-body.ts';

/** The most records of one request. */
const MAX_RECORDS = 100;

export const startByHandSchema = z.strictObject({
  recordIds: z
    .array(z.string().min(1).max(200))
    .min(1)
    .max(MAX_RECORDS)
    .refine((ids) => new Set(ids).size === ids.length, 'names a record twice'),
  reason: reasonSchema,
  variables: variablesSchema.optional(),
  /** Every effect is described and none is carried out. */
  sandbox: z.boolean().optional(),
  /** Also where the definition's re-entry policy would not let the record in. */
  force: z.boolean().optional(),
});

/** 202 with the id of each run, derived: the same key gives the same runs. A record that is not there starts none. */
export const startByHand: Handler = async (request, ports) => {
  const read = readBody(startByHandSchema, request.body);
  if (!read.ok) return read.error;
  const { recordIds, reason, variables = {}, sandbox = false, force = false } = read.value;
  const { tenantId } = request.caller;
  const by = byOf(request.caller);
  return perform(request, ports, 'start', async (actId) => {
    const definitionId = readId(request.params['id']);
    const found =
      definitionId === null ? null : await ports.operating.versions.find(request.caller, definitionId);
    if (definitionId === null || found === null) return refused(definitionNotFound());
    const { module, archivedAt } = found.document;
    if (archivedAt !== undefined)
      return refused(problemShape({ status: 409, message: 'The definition is archived' }));
    const runs = recordIds.map((recordId) => ({
      recordId,
      runId: deriveId('run', tenantId, 'by_hand', actId, recordId),
    }));
    const same = {
      tenantId,
      definitionId,
      module,
      startAt: null,
      definition: null,
      variables: JSON.stringify(variables),
      parent: null,
      startedBy: { by, reason },
      depth: 0,
      sandbox,
      requestedAtMs: ports.now(),
      force,
    };
    return planned({
      subject: { kind: 'definition', id: definitionId },
      reason,
      detail: { runs, sandbox },
      todo: runs.map((run) => ({ do: 'start', request: { ...same, ...run, rootRunId: run.runId } })),
      answer: { status: 202, body: { runs, act: actId } },
    });
  });
};
