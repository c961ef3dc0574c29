/** What a key may do. */

/** Every scope, in the order in which they are shown. */
export const SCOPES = [
  'definitions:read',
  'definitions:write',
  'runs:read',
  'runs:write',
  'records:read',
  'tasks:read',
  'tasks:write',
  'events:write',
  'keys:admin',
] as const;

export type Scope = (typeof SCOPES)[number];

/** The scopes of a key that may only read. */
export const READ_SCOPES = [
  'definitions:read',
  'runs:read',
  'records:read',
  'tasks:read',
] as const satisfies readonly Scope[];
