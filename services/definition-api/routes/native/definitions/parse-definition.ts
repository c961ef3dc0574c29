/** A body as a definition: what it names of the tenant is looked up first, then it is read. */
import {
  native,
  subWorkflowsOf,
  type DialectModule,
  type DialectProblem,
  type ParseContext,
  type Parsed,
  type StoredDefinition,
} from '@upshot/dialects';
import type { Result } from '@upshot/errors';
import type { Caller } from '../../../http/answer.ts';
import type { HandlerPorts } from '../../handler.ts';

type Read = Result<Parsed, readonly DialectProblem[]>;
type Ports = Pick<HandlerPorts, 'sent' | 'newId' | 'knownDefinitions'>;

/** The definition in `body`; with `existing`, one that is to stand in its place. */
export async function parseDefinition(
  body: unknown,
  caller: Caller,
  ports: Ports,
  existing?: StoredDefinition,
): Promise<Read> {
  const context = await contextOf(body, caller, ports, existing?.id ?? null);
  return native.parse(
    body,
    existing === undefined ? { ...context, mode: 'create' } : { ...context, mode: 'update', existing },
  );
}

/** What a definition was sent as, held against what is there now: the same problems as if it were saved again. */
export async function rereadDefinition(
  dialect: DialectModule,
  stored: StoredDefinition,
  caller: Caller,
  ports: Ports,
): Promise<Read> {
  return dialect.reread(stored, await contextOf(stored.source, caller, ports, stored.id));
}

async function contextOf(
  body: unknown,
  caller: Caller,
  { sent, newId, knownDefinitions }: Ports,
  id: string | null,
): Promise<Omit<ParseContext, 'mode' | 'existing'>> {
  const definitions = await knownDefinitions.find(caller, subWorkflowsOf(body), id);
  return { modules: await sent.now(), newId, definitions };
}
