/** What is told of the past, route by route, at the native API's mount. */
import type { Surface } from '../route.ts';
import { getErasure, listErasures, requestErasure } from './erasure/erasures.ts';
import { liveRuns } from './live/live-runs.ts';
import { getRun } from './runs/get-run.ts';
import { searchRuns } from './runs/search-runs.ts';
import { getStatistics } from './statistics/get-statistics.ts';
import { getRetention, putRetention } from './statistics/retention.ts';

export const PAST_ROUTES: Surface['routes'] = [
  { method: 'GET', path: '/runs', scope: 'runs:read', handle: searchRuns },
  { method: 'GET', path: '/runs/:id', scope: 'runs:read', handle: getRun },
  { method: 'GET', path: '/live/runs', scope: 'runs:read', handle: liveRuns },
  { method: 'GET', path: '/definitions/:id/statistics', scope: 'runs:read', handle: getStatistics },
  { method: 'GET', path: '/settings/history', scope: 'runs:read', handle: getRetention },
  { method: 'PUT', path: '/settings/history', scope: 'runs:write', handle: putRetention },
  { method: 'GET', path: '/erasures', scope: 'runs:read', handle: listErasures },
  { method: 'POST', path: '/erasures', scope: 'runs:write', handle: requestErasure },
  { method: 'GET', path: '/erasures/:id', scope: 'runs:read', handle: getErasure },
];
