/** POST /api/definitions/:id/versions/:n/restore: an earlier version becomes the newest one, under a number of its own. */
import { PUBLISH_WAIT_MS, type Handler } from '../../handler.ts';
import { problemShape } from '../../../http/refusal.ts';
import { keyOf } from '../../../ports/definition-store.ts';
import { changedByOthers, definitionNotFound } from '../definitions/answers.ts';
import { reasonBodySchema } from '../operating/control-run.ts';
import { perform, planned, refused } from '../operating/perform.ts';
import { readBody } from '../operating/read-body.ts';
import { findVersions, versionAt, versionNotFound } from './find-version.ts';

/** Whether it is switched on stays as it is. Runs stay on their versions. */
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
    if (version.replacedAtMs === null)
      return refused(problemShape({ status: 409, message: 'It is the newest version already' }));
    const restored = await ports.operating.versions.restore(caller, found, version.version);
    if (restored === null) return refused(changedByOthers());
    await ports.publisher.publishSoon(keyOf(caller, id), PUBLISH_WAIT_MS);
    const answer = { id, version: restored.version, restored: version.version, act: actId };
    return planned({
      subject: { kind: 'definition', id },
      reason,
      detail: answer,
      todo: [],
      answer: { status: 200, body: answer },
    });
  });
};
