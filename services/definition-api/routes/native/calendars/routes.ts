/** When a tenant's people work, and what is due by it, route by route. */
import type { Surface } from '../../route.ts';
import { getCalendar } from './get-calendar.ts';
import { listSpecialDays } from './list-special-days.ts';
import { previewDue } from './preview-due.ts';
import { putCalendar } from './put-calendar.ts';

/** At the native API's mount. */
export const CALENDAR_ROUTES: Surface['routes'] = [
  { method: 'GET', path: '/calendar', scope: 'definitions:read', handle: getCalendar },
  { method: 'PUT', path: '/calendar', scope: 'definitions:write', handle: putCalendar },
  { method: 'GET', path: '/calendar/days', scope: 'definitions:read', handle: listSpecialDays },
  { method: 'POST', path: '/previews/due', scope: 'definitions:write', handle: previewDue },
];
