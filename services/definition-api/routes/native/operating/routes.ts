/** What is done by hand to runs and to versions, route by route. */
import type { Surface } from '../../route.ts';
import { archiveDefinition } from '../versions/end-definition.ts';
import { diffOfVersion, getVersion, listVersions } from '../versions/read-versions.ts';
import { restoreVersion } from '../versions/restore-version.ts';
import { takeOver } from '../versions/take-over.ts';
import { cancelRun, pauseRun, resumeRun } from './control-run.ts';
import { cancelRuns, pauseRuns, resumeRuns } from './control-runs.ts';
import { getJob, listJobs, stopJob } from './jobs.ts';
import { listActs } from './list-acts.ts';
import { runAgain } from './run-again.ts';
import { startByHand } from './start-by-hand.ts';

const VERSIONS = '/definitions/:id/versions';

/** At the native API's mount. */
export const OPERATING_ROUTES: Surface['routes'] = [
  { method: 'POST', path: '/runs/pause', scope: 'runs:write', handle: pauseRuns },
  { method: 'POST', path: '/runs/resume', scope: 'runs:write', handle: resumeRuns },
  { method: 'POST', path: '/runs/cancel', scope: 'runs:write', handle: cancelRuns },
  { method: 'POST', path: '/runs/:id/pause', scope: 'runs:write', handle: pauseRun },
  { method: 'POST', path: '/runs/:id/resume', scope: 'runs:write', handle: resumeRun },
  { method: 'POST', path: '/runs/:id/cancel', scope: 'runs:write', handle: cancelRun },
  { method: 'POST', path: '/runs/:id/again', scope: 'runs:write', handle: runAgain },
  { method: 'POST', path: '/definitions/:id/start', scope: 'runs:write', handle: startByHand },
  { method: 'POST', path: '/definitions/:id/archive', scope: 'definitions:write', handle: archiveDefinition },
  { method: 'GET', path: VERSIONS, scope: 'definitions:read', handle: listVersions },
  { method: 'GET', path: `${VERSIONS}/:n`, scope: 'definitions:read', handle: getVersion },
  { method: 'GET', path: `${VERSIONS}/:n/diff`, scope: 'definitions:read', handle: diffOfVersion },
  { method: 'POST', path: `${VERSIONS}/:n/restore`, scope: 'definitions:write', handle: restoreVersion },
  { method: 'POST', path: `${VERSIONS}/:n/take-over`, scope: 'runs:write', handle: takeOver },
  { method: 'GET', path: '/jobs', scope: 'runs:read', handle: listJobs },
  { method: 'GET', path: '/jobs/:id', scope: 'runs:read', handle: getJob },
  { method: 'POST', path: '/jobs/:id/stop', scope: 'runs:write', handle: stopJob },
  { method: 'GET', path: '/audit', scope: 'runs:read', handle: listActs },
];
