/** The indexes of the history, as data: each serves one question that people or services ask. */
import type { CollectionSpec } from '@upshot/mongo';
import { RUN_HISTORY } from './document.ts';
import { erasedRunsCollection } from './erased-runs.ts';
import { erasuresCollection } from './erasure-document.ts';
import { settingsCollections } from './retention.ts';
import { statisticsCollection } from './statistics.ts';

/** The history's own; a rebuilding makes it anew beside the one in use. */
export const historyCollection = (collection: string): CollectionSpec => ({
  collection,
  indexes: [
    // The newest runs of a tenant, of one definition, and by whatever else they are searched.
    { key: { tenantId: 1, startedAtMs: -1, _id: -1 } },
    { key: { tenantId: 1, definitionId: 1, startedAtMs: -1, _id: -1, sandbox: 1 } },
    { key: { tenantId: 1, terms: 1, startedAtMs: -1, _id: -1 } },
    // What ended when, how, and how long it took, without a look at the documents.
    { key: { tenantId: 1, definitionId: 1, finishedAtMs: 1, sandbox: 1, status: 1, durationMs: 1 } },
    { key: { expireAt: 1 }, expireAfterSeconds: 0 },
  ],
});

export const historyIndexes: readonly CollectionSpec[] = [
  historyCollection(RUN_HISTORY),
  ...settingsCollections,
  statisticsCollection,
  erasuresCollection,
  erasedRunsCollection,
];
