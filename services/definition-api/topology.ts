/** The definition API, route by route with the scope that each asks for: the table of contents. */
import { problemShape } from './http/refusal.ts';
import { createDefinition } from './routes/native/definitions/create-definition.ts';
import { getDefinition } from './routes/native/definitions/get-definition.ts';
import { listDefinitions } from './routes/native/definitions/list-definitions.ts';
import { patchDefinition } from './routes/native/definitions/patch-definition.ts';
import { replaceDefinition } from './routes/native/definitions/replace-definition.ts';
import { activateDefinition, deactivateDefinition } from './routes/native/definitions/switch-definition.ts';
import { validateDefinition } from './routes/native/definitions/validate-definition.ts';
import { openApiDocument } from './routes/native/open-api-document.ts';
import { takeEvents } from './routes/native/events/take-events.ts';
import { CALENDAR_ROUTES } from './routes/native/calendars/routes.ts';
import { getSandbox, putSandbox } from './routes/native/sandbox/switch-sandbox.ts';
import { OPERATING_ROUTES } from './routes/native/operating/routes.ts';
import { deleteDefinition } from './routes/native/versions/end-definition.ts';
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
    { method: 'GET', path: '/definitions', scope: 'definitions:read', handle: listDefinitions },
    { method: 'POST', path: '/definitions', scope: 'definitions:write', handle: createDefinition },
    { method: 'POST', path: '/definitions/validate', scope: 'definitions:write', handle: validateDefinition },
    { method: 'GET', path: '/definitions/:id', scope: 'definitions:read', handle: getDefinition },
    { method: 'PUT', path: '/definitions/:id', scope: 'definitions:write', handle: replaceDefinition },
    { method: 'PATCH', path: '/definitions/:id', scope: 'definitions:write', handle: patchDefinition },
    { method: 'DELETE', path: '/definitions/:id', scope: 'definitions:write', handle: deleteDefinition },
    {
      method: 'POST',
      path: '/definitions/:id/activate',
      scope: 'definitions:write',
      handle: activateDefinition,
      bodiless: true,
    },
    {
      method: 'POST',
      path: '/definitions/:id/deactivate',
      scope: 'definitions:write',
      handle: deactivateDefinition,
      bodiless: true,
    },
    ...OPERATING_ROUTES,
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
