/** POST /api/definitions/:id/activate and /deactivate: whether it starts runs; its version stays, and runs go on. */
import { native } from '@upshot/dialects';
import { keyOf } from '../../../ports/definition-store.ts';
import { PUBLISH_WAIT_MS, type Handler } from '../../handler.ts';
import { readId } from '../../ids.ts';
import { answerDefinition, definitionNotFound } from './answers.ts';

const switchTo =
  (active: boolean): Handler =>
  async ({ caller, params }, { definitions, publisher }) => {
    const id = readId(params['id']);
    const changed = id === null ? null : await definitions.setActive(caller, native.name, id, active);
    if (id === null || changed === null) return definitionNotFound();
    await publisher.publishSoon(keyOf(caller, id), PUBLISH_WAIT_MS);
    return answerDefinition(200, changed);
  };

export const activateDefinition: Handler = switchTo(true);
export const deactivateDefinition: Handler = switchTo(false);
