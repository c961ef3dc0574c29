/** PUT /api/definitions/:id: puts a whole definition in the place of the one there, as its next version. */
import { native } from '@upshot/dialects';
import { keyOf } from '../../../ports/definition-store.ts';
import { PUBLISH_WAIT_MS, type Handler } from '../../handler.ts';
import { readId } from '../../ids.ts';
import {
  answerDefinition,
  changedByOthers,
  definitionNotFound,
  invalidDefinition,
  isMatched,
  preconditionFailed,
} from './answers.ts';
import { noteSwitch, readReason } from '../sandbox/note-switch.ts';
import { parseDefinition } from './parse-definition.ts';

/** With If-Match, only where the definition still is what the client has seen. `?reason=` is for the audit, where this switches the sandbox. */
export const replaceDefinition: Handler = async (request, ports) => {
  const { caller, params, body, header } = request;
  const reason = readReason(request);
  if (!reason.ok) return reason.error;
  const { definitions, publisher } = ports;
  const id = readId(params['id']);
  const found = id === null ? null : await definitions.find(caller, native.name, id);
  if (id === null || found === null) return definitionNotFound();
  const existing = found.definition;
  if (!isMatched(header('if-match'), existing)) return preconditionFailed();
  const parsed = await parseDefinition(body, caller, ports, existing);
  if (!parsed.ok) return invalidDefinition(parsed.error);
  const replaced = await definitions.replace(caller, found, parsed.value);
  if (replaced === null) return changedByOthers();
  await noteSwitch(existing, replaced, reason.value, request, ports);
  await publisher.publishSoon(keyOf(caller, id), PUBLISH_WAIT_MS);
  return answerDefinition(200, replaced);
};
