/** mingo: MongoDB's query language over objects; one compiled query a definition. */
import { Query } from 'mingo';
import type { Engine } from './engine.ts';
import { queryOf } from './query.ts';
import { loadTesters } from './testers.ts';

export const mingo: Engine = {
  name: 'mingo',
  expresses: () => true,
  load: (workload) =>
    loadTesters(workload, ({ criteria }) => {
      const query = new Query(queryOf(criteria));
      return (document) => query.test(document);
    }),
};
