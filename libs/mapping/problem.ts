/** What is wrong with a source mapping file, and at which line. */

export interface MappingProblem {
  readonly file: string;
  readonly line: number;
  /** The keys that lead to the place: `modules.leads.roles.owner`. */
  readonly path: string;
  readonly message: string;
}

/** One problem as one line of text: `source-mapping.yaml:12: modules.leads.id: …`. */
export function problemText(problem: MappingProblem): string {
  const place = problem.path === '' ? '' : `${problem.path}: `;
  return `${problem.file}:${problem.line}: ${place}${problem.message}`;
}
