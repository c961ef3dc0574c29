/** Reads what a record itself has under a name that people chose: a node may be called `constructor`. */

export const ownOf = <V>(values: Readonly<Record<string, V>>, name: string): V | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;
