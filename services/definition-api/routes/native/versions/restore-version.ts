/** POST /api/definitions/:id/versions/:n/restore: an earlier version becomes the newest one, under a number of its own. */
import { DIALECT_MODULES, type Parsed } from '@upshot/dialects';
import { err, type Result } from '@upshot/errors';
import type { Answer, ApiRequest } from '../../../http/answer.ts';
import { problemShape } from '../../../http/refusal.ts';
import { toStored } from '../../../ports/definition-document.ts';
import { keyOf } from '../../../ports/definition-store.ts';
import { sentFor, type Versioned } from '../../../ports/versions.ts';
import { PUBLISH_WAIT_MS, type Handler, type HandlerPorts } from '../../handler.ts';
import { changedByOthers, definitionNotFound, invalidDefinition } from '../definitions/answers.ts';
import { rereadDefinition } from '../definitions/parse-definition.ts';
import { reasonBodySchema } from '../operating/control-run.ts';
import { perform, planned, refused } from '../operating/perform.ts';
import { readBody } from '../operating/read-body.ts';
import { switchBetween } from '../sandbox/note-switch.ts';
import { findVersions, versionAt, versionNotFound } from './find-version.ts';

/** Whether it is switched on stays as it is. Runs stay on their versions. What a save would refuse today is refused here too. */
export const restoreVersion: Handler = async (request, ports) => {
  const read = readBody(reasonBodySchema, request.body);
  if (!read.ok) return read.error;
  const { reason } = read.value;
  const { caller } = request;
  return perform(request, ports, 'restore', async (actId) => {
    const found = await findVersions(request, ports);
    if (found === null) return refused(definitionNotFound());
    const version = versionAt(found, request.params['n']);
    if (version === null) return refused(versionNotFound());
    const { id } = found.document;
    if (version.replacedAtMs === null) return refused(conflict('It is the newest version already'));
    const parsed = await reread(found, version.version, request, ports);
    if (!parsed.ok) return refused(parsed.error);
    const restored = await ports.operating.versions.restore(caller, found, parsed.value);
    if (restored === null) return refused(changedByOthers());
    await ports.publisher.publishSoon(keyOf(caller, id), PUBLISH_WAIT_MS);
    const sandbox = switchBetween(toStored(found.document), restored);
    const done = { id, version: restored.version, restored: version.version, act: actId };
    const answer = sandbox === null ? done : { ...done, sandbox };
    return planned({
      subject: { kind: 'definition', id },
      reason,
      detail: answer,
      todo: [],
      answer: { status: 200, body: answer },
    });
  });
};

/** The version as its dialect reads it now. */
async function reread(
  found: Versioned,
  version: number,
  { caller }: ApiRequest,
  ports: HandlerPorts,
): Promise<Result<Parsed, Answer>> {
  const sent = sentFor(found, version);
  const dialect = DIALECT_MODULES.find(({ name }) => name === found.document.dialect);
  if (sent === null || dialect === undefined)
    return err(conflict('What the client sent for this version is kept no longer'));
  const parsed = await rereadDefinition(dialect, sent, caller, ports);
  return parsed.ok ? parsed : err(invalidDefinition(parsed.error));
}

const conflict = (message: string): Answer => problemShape({ status: 409, message });
