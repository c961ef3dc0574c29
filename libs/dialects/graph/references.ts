/** What nodes may read of the run itself: steps of nodes that are there, and variables. */
import type { ProblemCode } from '../dialect.ts';
import type { Subject } from './subject.ts';

const VARIABLE = /^[a-z][a-zA-Z0-9_]{0,63}$/u;

export interface ReferenceProblem {
  readonly code: ProblemCode;
  readonly message: string;
}

/** What is wrong with a path into `variables`; `path` is what follows the root. */
export function variableProblem(path: string): ReferenceProblem | null {
  const [name = ''] = path.split('.', 1);
  return VARIABLE.test(name)
    ? null
    : {
        code: 'invalid_value',
        message: 'is no variable: a name begins with a to z, then letters, digits and _',
      };
}

/** What is wrong with a path into `steps`: `<node>.outcome`, `<node>.output` and what is in it. */
export function stepProblem(path: string, { byId }: Pick<Subject, 'byId'>): ReferenceProblem | null {
  const [node = '', part, ...inside] = path.split('.');
  if (!byId.has(node)) return { code: 'unknown_node', message: 'names a step of a node that is not there' };
  const known = part === 'output' || (part === 'outcome' && inside.length === 0);
  return known
    ? null
    : { code: 'invalid_value', message: 'a step has an outcome and an output, and nothing else' };
}
