/** GET /api/definitions/:id/versions, /:n and /:n/diff: what a definition was, and what changed. */
import { diffVersions } from '../../../control/diff-versions.ts';
import { okay } from '../../../http/answer.ts';
import type { Version } from '../../../ports/versions.ts';
import type { Handler } from '../../handler.ts';
import { definitionNotFound } from '../definitions/answers.ts';
import { refuseAt } from '../operating/read-body.ts';
import { findVersions, versionAt, versionNotFound } from './find-version.ts';

/** The newest first. */
export const listVersions: Handler = async (request, ports) => {
  const found = await findVersions(request, ports);
  if (found === null) return definitionNotFound();
  return okay({ versions: found.versions.map(printSummary) });
};

export const getVersion: Handler = async (request, ports) => {
  const found = await findVersions(request, ports);
  if (found === null) return definitionNotFound();
  const version = versionAt(found, request.params['n']);
  if (version === null) return versionNotFound();
  const { trigger, graph } = version.definition;
  return okay({ ...printSummary(version), trigger, graph });
};

/** `?from=` names the version that it is held against: the one before unless said. */
export const diffOfVersion: Handler = async (request, ports) => {
  const found = await findVersions(request, ports);
  if (found === null) return definitionNotFound();
  const to = versionAt(found, request.params['n']);
  if (to === null) return versionNotFound();
  const asked = request.query.get('from');
  const from = versionAt(found, asked ?? String(to.version - 1));
  if (from === null)
    return asked === null
      ? versionNotFound()
      : refuseAt(400, ['from'], 'not_found', 'is not a version that is kept');
  return okay({
    from: from.version,
    to: to.version,
    ...diffVersions(from.definition, to.definition),
  });
};

const printSummary = ({ version, definition, replacedAtMs }: Version) => ({
  version,
  name: definition.name,
  module: definition.trigger.module,
  nodeCount: definition.graph.nodes.length,
  current: replacedAtMs === null,
  replacedAt: replacedAtMs === null ? null : new Date(replacedAtMs).toISOString(),
});
