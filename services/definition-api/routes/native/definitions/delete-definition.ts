/** DELETE /api/definitions/:id: forgets a definition and publishes that it is gone. Runs that have started go on. */
import { native } from '@upshot/dialects';
import { okay } from '../../../http/answer.ts';
import { keyOf } from '../../../ports/definition-store.ts';
import { PUBLISH_WAIT_MS, type Handler } from '../../handler.ts';
import { readId } from '../../ids.ts';
import { definitionNotFound } from './answers.ts';

export const deleteDefinition: Handler = async ({ caller, params }, { definitions, publisher }) => {
  const id = readId(params['id']);
  const removed = id !== null && (await definitions.remove(caller, native.name, id));
  if (!removed) return definitionNotFound();
  await publisher.publishSoon(keyOf(caller, id), PUBLISH_WAIT_MS);
  return okay({ id, deleted: true });
};
