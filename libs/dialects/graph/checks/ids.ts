/** Each node has an id of its own, which can stand where ids stand. */
import type { GraphCheck } from '../graph-check.ts';

const LONGEST_ID = 200;

export const ids: GraphCheck = ({ graph }, report) => {
  const seen = new Set<string>();
  graph.nodes.forEach(({ id }, at) => {
    const place = ['graph', 'nodes', at, 'id'];
    if (seen.has(id)) report(place, 'duplicate', 'is the id of another node');
    if (id === '__proto__' || id.length > LONGEST_ID)
      report(place, 'invalid_value', `is no id: at most ${LONGEST_ID} characters, and not __proto__`);
    seen.add(id);
  });
};
