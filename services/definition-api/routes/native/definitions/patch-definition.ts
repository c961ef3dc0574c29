/** PATCH /api/definitions/:id: changes parts of a definition, as its next version. */
import { setTimeout as sleep } from 'node:timers/promises';
import { native, type JsonObject, type StoredDefinition } from '@upshot/dialects';
import type { FieldValue } from '@upshot/values';
import { z } from 'zod';
import type { Answer, ApiRequest } from '../../../http/answer.ts';
import { keyOf } from '../../../ports/definition-store.ts';
import { PUBLISH_WAIT_MS, type Handler, type HandlerPorts } from '../../handler.ts';
import { readId } from '../../ids.ts';
import { refuseProblems } from '../refusals.ts';
import {
  answerDefinition,
  changedByOthers,
  definitionNotFound,
  invalidDefinition,
  isMatched,
  preconditionFailed,
} from './answers.ts';
import { mergePatch } from './merge-patch.ts';
import { noteSwitch, readReason } from '../sandbox/note-switch.ts';
import { parseDefinition } from './parse-definition.ts';

const patchSchema: z.ZodType<JsonObject> = z.record(z.string(), z.json());

/** Writers that meet take turns: each merges into what the one before has stored. */
const MOST_TURNS = 50;

/** A merge patch says what is to be, whatever the rest is: where others write meanwhile it is merged into what they wrote. */
export const patchDefinition: Handler = async (request, ports) => {
  const patch = patchSchema.safeParse(request.body);
  if (!patch.success)
    return refuseProblems(400, 'The patch is refused', [
      { path: [], code: 'wrong_type', message: 'must be an object' },
    ]);
  const reason = readReason(request);
  if (!reason.ok) return reason.error;
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    const answer = await tryPatch(patch.data, reason.value, request, ports);
    if (answer !== null) return answer;
    await sleep(Math.random() * (turn + 1) * 2);
  }
  return changedByOthers();
};

/** Null where another write came first. */
async function tryPatch(
  patch: JsonObject,
  reason: string | null,
  request: ApiRequest,
  ports: HandlerPorts,
): Promise<Answer | null> {
  const { caller, params, header } = request;
  const id = readId(params['id']);
  const found = id === null ? null : await ports.definitions.find(caller, native.name, id);
  if (id === null || found === null) return definitionNotFound();
  const existing = found.definition;
  if (!isMatched(header('if-match'), existing)) return preconditionFailed();
  const parsed = await parseDefinition(mergePatch(whatIs(existing), patch), caller, ports, existing);
  if (!parsed.ok) return invalidDefinition(parsed.error);
  const replaced = await ports.definitions.replace(caller, found, parsed.value);
  if (replaced === null) return null;
  await noteSwitch(existing, replaced, reason, request, ports);
  await ports.publisher.publishSoon(keyOf(caller, id), PUBLISH_WAIT_MS);
  return answerDefinition(200, replaced);
}

/** What a patch is merged into: what the client has written, and whether it is active. */
const whatIs = ({ source, active }: StoredDefinition): FieldValue => ({ ...source, active });
