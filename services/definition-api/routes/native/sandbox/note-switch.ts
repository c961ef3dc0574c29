/** Notes in the audit that one definition was put into the sandbox, or taken out: by a write that changes what it says. */
import type { StoredDefinition } from '@upshot/dialects';
import { err, ok, type Result } from '@upshot/errors';
import type { Answer, ApiRequest } from '../../../http/answer.ts';
import type { HandlerPorts } from '../../handler.ts';
import { actorOf } from '../operating/perform.ts';
import { reasonSchema, refuseAt } from '../operating/read-body.ts';

/** `?reason=`, for a write that may switch: null where it is not said, 400 where it cannot be shown. */
export function readReason({ query }: Pick<ApiRequest, 'query'>): Result<string | null, Answer> {
  const reason = query.get('reason');
  if (reason === null || reasonSchema.safeParse(reason).success) return ok(reason);
  return err(refuseAt(400, ['reason'], 'invalid_value', 'is no reason that can be shown'));
}

/** The switch that lies between two versions of a definition, by what their client sent; null where there is none. */
export function switchBetween(before: StoredDefinition, after: StoredDefinition): boolean | null {
  const sandbox = isInSandbox(after);
  return sandbox === isInSandbox(before) ? null : sandbox;
}

const isInSandbox = ({ source }: StoredDefinition): boolean => source['sandbox'] === true;

/** An act, where the write has switched; its write has been stored by then. */
export async function noteSwitch(
  before: StoredDefinition,
  after: StoredDefinition,
  reason: string | null,
  { caller }: Pick<ApiRequest, 'caller'>,
  { operating, newId }: Pick<HandlerPorts, 'operating' | 'newId'>,
): Promise<void> {
  const sandbox = switchBetween(before, after);
  if (sandbox === null) return;
  const { id, version } = after;
  await operating.acts.record({
    id: newId(),
    ...actorOf(caller),
    verb: 'sandbox',
    subject: { kind: 'definition', id },
    reason: reason ?? `The definition was ${sandbox ? 'put into' : 'taken out of'} the sandbox`,
    detail: { sandbox, version },
    bodyHash: null,
    answer: { status: 200, body: {} },
    todo: [],
  });
}
