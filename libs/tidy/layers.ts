/** The layers of the libraries, lowest first: a library imports only from lower layers, and each stands in exactly one. */

export const LAYERS: readonly (readonly string[])[] = [
  // Words that everything shares.
  ['errors', 'values', 'ids'],
  // When something is due, in any zone.
  ['calendar'],
  // What knows nothing of workflows: judging values, and the engines one by one.
  ['rules', 'templates', 'avro', 'bus', 'mongo', 'telemetry', 'egress'],
  ['definitions', 'cdc', 'keys', 'service', 'mirror-reader', 'tenant-calendars'],
  // What a definition can do, what a CRM means, where services meet.
  ['actions', 'mapping', 'flow', 'schemas'],
  ['dialects', 'history', 'tasks', 'dead-letters'],
  ['stream', 'test-kit'],
  // Looks at all, is imported by none.
  ['tidy'],
];

/** Libraries that do no I/O and read no clock: time and randomness come in as data. */
export const PURE: readonly string[] = ['rules', 'flow', 'values', 'calendar', 'dialects', 'templates'];

/** The layer of a library by its package's short name; -1 where it has none. */
export function layerOf(name: string): number {
  return LAYERS.findIndex((layer) => layer.includes(name));
}
