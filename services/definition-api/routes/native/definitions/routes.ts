/** Definitions of the native API, route by route. */
import type { Surface } from '../../route.ts';
import { createDefinition } from './create-definition.ts';
import { getDefinition } from './get-definition.ts';
import { listDefinitions } from './list-definitions.ts';
import { patchDefinition } from './patch-definition.ts';
import { replaceDefinition } from './replace-definition.ts';
import { activateDefinition, deactivateDefinition } from './switch-definition.ts';
import { validateDefinition } from './validate-definition.ts';
import { deleteDefinition } from '../versions/end-definition.ts';

/** At the native API's mount. */
export const DEFINITION_ROUTES: Surface['routes'] = [
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
];
