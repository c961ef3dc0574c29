/** Under what a record's images are kept: its topic, its id, and its row's primary key. Pure. */
import type { ChangeEvent } from '@upshot/cdc';

/** The row's primary key tells apart what an id alone might not (two tenants may count alike), and the id what a key might not. */
export const keptKey = (topic: string, recordId: string, key: ChangeEvent['key']): string =>
  `${topic}/${JSON.stringify([recordId, ...Object.values(key)])}`;

/** The bounds of all keys of that id: what follows it is a comma, and then the primary key. */
export function keptUnder(
  topic: string,
  recordId: string,
): { readonly from: string; readonly before: string } {
  const id = `${topic}/${JSON.stringify([recordId]).slice(0, -1)}`;
  return { from: `${id},`, before: `${id}-` };
}
