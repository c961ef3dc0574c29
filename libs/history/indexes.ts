/** The indexes of the history, as data: each serves one question that people or services ask. */
import type { CollectionSpec } from '@upshot/mongo';
import { RUN_HISTORY } from './document.ts';

export const historyIndexes: readonly CollectionSpec[] = [
  {
    collection: RUN_HISTORY,
    indexes: [
      // The newest runs of a tenant, and of one definition.
      { key: { tenantId: 1, startedAtMs: -1, _id: -1 } },
      { key: { tenantId: 1, definitionId: 1, startedAtMs: -1, _id: -1 } },
      // What ended when, for the counters by hour.
      { key: { tenantId: 1, finishedAtMs: -1 } },
    ],
  },
];
