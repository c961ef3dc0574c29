/** GET /api/definitions/:id: one definition. */
import { native } from '@upshot/dialects';
import type { Handler } from '../../handler.ts';
import { readId } from '../../ids.ts';
import { answerDefinition, definitionNotFound } from './answers.ts';

export const getDefinition: Handler = async ({ caller, params }, { definitions }) => {
  const id = readId(params['id']);
  const found = id === null ? null : await definitions.find(caller, native.name, id);
  return found === null ? definitionNotFound() : answerDefinition(200, found.definition);
};
