/** Which fields a template names, found without rendering it. */
import { analyzeSync, type Template as Part, type Variable } from 'liquidjs';
import { printPath } from './token-context.ts';

/** The paths of all tokens, as written, each once; a path ends where a computed key begins. */
export function pathsOf(parts: readonly Part[]): readonly string[] {
  const { variables } = analyzeSync([...parts], { partials: false });
  const found = Object.values(variables).flatMap((each) => each.map(pathOf));
  return [...new Set(found)];
}

function pathOf(variable: Variable): string {
  const computed = variable.segments.findIndex((segment) => typeof segment === 'object');
  const fixed = computed < 0 ? variable.segments : variable.segments.slice(0, computed);
  return printPath(fixed.filter((segment) => typeof segment !== 'object'));
}
