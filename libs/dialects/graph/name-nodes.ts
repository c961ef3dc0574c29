/** Says of each problem inside a graph which node it is about: by id, which a person knows, beside the place in what was sent. */
import type { FieldValue } from '@upshot/values';
import type { DialectProblem } from '../dialect.ts';
import { isJsonList, isJsonObject } from '../shared/json.ts';

/** The problems, each with its node; an edge's is the node that it leaves. `graph` is as it was sent, sound or not. */
export const nameNodes = (
  problems: readonly DialectProblem[],
  graph: FieldValue | undefined,
): readonly DialectProblem[] =>
  problems.map((problem) => {
    const node = nodeOf(problem, graph);
    return node === null ? problem : { ...problem, node };
  });

function nodeOf({ path }: DialectProblem, graph: FieldValue | undefined): string | null {
  const [root, list, at] = path;
  if (root !== 'graph' || (list !== 'nodes' && list !== 'edges') || typeof at !== 'number') return null;
  const parts = isJsonObject(graph) ? graph[list] : undefined;
  const part = isJsonList(parts) ? parts[at] : undefined;
  const id = isJsonObject(part) ? part[list === 'nodes' ? 'id' : 'from'] : undefined;
  return typeof id === 'string' ? id : null;
}
