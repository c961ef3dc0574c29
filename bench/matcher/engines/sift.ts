/** sift: MongoDB's query language as a filter of arrays; one compiled filter a definition. */
import sifts from 'sift';
import type { Engine } from './engine.ts';
import { queryOf } from './query.ts';
import { loadTesters } from './testers.ts';

export const sift: Engine = {
  name: 'sift',
  expresses: () => true,
  load: (workload) => loadTesters(workload, ({ criteria }) => sifts.default(queryOf(criteria))),
};
