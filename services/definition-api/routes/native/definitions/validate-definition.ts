/** POST /api/definitions/validate: says what is wrong with a definition, and stores nothing. */
import { native, pointerOf, type DialectProblem, type StoredDefinition } from '@upshot/dialects';
import { okay } from '../../../http/answer.ts';
import type { Handler } from '../../handler.ts';
import { readId } from '../../ids.ts';
import { refuseProblems } from '../refusals.ts';
import { definitionNotFound } from './answers.ts';
import { parseDefinition } from './parse-definition.ts';

/** With `?id=`, as what is to stand in the place of that definition. A definition that is refused is an answer like another. */
export const validateDefinition: Handler = async ({ caller, query, body }, ports) => {
  const unknown = [...query.keys()].filter((name) => name !== 'id');
  if (unknown.length > 0)
    return refuseProblems(
      400,
      'The query is refused',
      unknown.map((name) => ({
        path: [name],
        code: 'unknown_property',
        message: 'is not a known parameter',
      })),
    );
  let existing: StoredDefinition | undefined;
  if (query.has('id')) {
    const id = readId(query.get('id') ?? '');
    const found = id === null ? null : await ports.definitions.find(caller, native.name, id);
    if (found === null) return definitionNotFound();
    existing = found.definition;
  }
  const parsed = await parseDefinition(body, caller, ports, existing);
  const problems = parsed.ok ? [] : parsed.error.map(toProblem);
  return okay({ valid: parsed.ok, problems });
};

const toProblem = ({ path, message, code, node }: DialectProblem) => ({
  pointer: pointerOf(path),
  detail: message,
  code,
  ...(node !== undefined && { node }),
});
