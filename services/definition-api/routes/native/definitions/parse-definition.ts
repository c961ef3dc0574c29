/** A body as a definition: what it names of the tenant is looked up first, then it is read. */
import {
  native,
  subWorkflowsOf,
  type DialectProblem,
  type Parsed,
  type StoredDefinition,
} from '@upshot/dialects';
import type { Result } from '@upshot/errors';
import type { Caller } from '../../../http/answer.ts';
import type { HandlerPorts } from '../../handler.ts';

/** The definition in `body`; with `existing`, one that is to stand in its place. */
export async function parseDefinition(
  body: unknown,
  caller: Caller,
  { sent, newId, knownDefinitions }: Pick<HandlerPorts, 'sent' | 'newId' | 'knownDefinitions'>,
  existing?: StoredDefinition,
): Promise<Result<Parsed, readonly DialectProblem[]>> {
  const definitions = await knownDefinitions.find(caller, subWorkflowsOf(body), existing?.id ?? null);
  const context = { modules: await sent.now(), newId, definitions };
  return native.parse(
    body,
    existing === undefined ? { ...context, mode: 'create' } : { ...context, mode: 'update', existing },
  );
}
