/** The definition API, route by route with the scope that each asks for: the table of contents. */
import { problemShape } from './http/refusal.ts';
import { DEFINITION_ROUTES } from './routes/native/definitions/routes.ts';
import { openApiDocument } from './routes/native/open-api-document.ts';
import { takeEvents } from './routes/native/events/take-events.ts';
import { CALENDAR_ROUTES } from './routes/native/calendars/routes.ts';
import { getSandbox, putSandbox } from './routes/native/sandbox/switch-sandbox.ts';
import { OPERATING_ROUTES } from './routes/native/operating/routes.ts';
import { PAST_ROUTES } from './routes/native/past-routes.ts';
import { TASK_ROUTES } from './routes/native/tasks/routes.ts';
import { welcome } from './routes/native/welcome.ts';
import { mount, type Route, type Surface } from './routes/route.ts';
import { createWorkflow } from './routes/workflows-api/create-workflow.ts';
import { deleteWorkflow } from './routes/workflows-api/delete-workflow.ts';
import { getRun } from './routes/workflows-api/get-run.ts';
import { getWorkflow } from './routes/workflows-api/get-workflow.ts';
import { listRuns } from './routes/workflows-api/list-runs.ts';
import { listWorkflows } from './routes/workflows-api/list-workflows.ts';
import { nestShape } from './routes/workflows-api/refusals.ts';
import { toggleWorkflow } from './routes/workflows-api/toggle-workflow.ts';
import { updateWorkflow } from './routes/workflows-api/update-workflow.ts';

/** `runs/:runId` comes before `:id/runs`, so that `/workflows/runs/runs` is the run called runs. */
const WORKFLOWS_API: Surface = {
  mounts: ['/workflows', '/api/workflows'],
  shape: nestShape,
  routes: [
    { method: 'GET', path: '', scope: 'definitions:read', handle: listWorkflows },
    { method: 'POST', path: '', scope: 'definitions:write', handle: createWorkflow },
    { method: 'GET', path: '/runs/:runId', scope: 'runs:read', handle: getRun },
    { method: 'GET', path: '/:id/runs', scope: 'runs:read', handle: listRuns },
    { method: 'GET', path: '/:id', scope: 'definitions:read', handle: getWorkflow },
    { method: 'PUT', path: '/:id', scope: 'definitions:write', handle: updateWorkflow },
    { method: 'PATCH', path: '/:id/toggle', scope: 'definitions:write', handle: toggleWorkflow },
    { method: 'DELETE', path: '/:id', scope: 'definitions:write', handle: deleteWorkflow },
  ],
};

/** Upshot's own API. */
const NATIVE_API: Surface = {
  mounts: ['/api'],
  shape: problemShape,
  routes: [
    { method: 'POST', path: '/events', scope: 'events:write', handle: takeEvents },
    { method: 'GET', path: '/sandbox', scope: 'definitions:read', handle: getSandbox },
    { method: 'PUT', path: '/sandbox', scope: 'definitions:write', handle: putSandbox },
    ...CALENDAR_ROUTES,
    ...DEFINITION_ROUTES,
    ...OPERATING_ROUTES,
    ...PAST_ROUTES,
    ...TASK_ROUTES,
  ],
};

/** Of two surfaces at one path the first is asked: `/api/workflows` is the Workflows API's. */
export const SURFACES: readonly Surface[] = [WORKFLOWS_API, NATIVE_API];

/** Every route there is; whatever is not in here is 404, whoever asks. */
export const ROUTES: readonly Route[] = [
  { method: 'GET', path: '/', scope: 'public', answer: welcome, shape: problemShape },
  { method: 'GET', path: '/api/openapi.json', scope: 'public', answer: openApiDocument, shape: problemShape },
  ...SURFACES.flatMap(mount),
];
