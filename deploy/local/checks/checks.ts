/** What `npm test` runs, in this order. */

export interface Check {
  readonly name: string;
  /** A program of node_modules/.bin with its arguments. */
  readonly command: readonly [string, ...string[]];
  /** Whether it is a level of tests, which counts for as many tests as it holds; other checks count as one. */
  readonly kind: 'check' | 'tests';
  readonly onEngines: boolean;
}

const check = (name: string, ...command: [string, ...string[]]): Check => ({
  name,
  command,
  kind: 'check',
  onEngines: false,
});

const tests = (name: string, onEngines: boolean): Check => ({
  name,
  command: ['vitest', 'run', '--project', name],
  kind: 'tests',
  onEngines,
});

/** The cheap ones first. */
export const CHECKS: readonly Check[] = [
  check('format', 'prettier', '--check', '.'),
  check('lint', 'oxlint', '--type-aware', '--deny-warnings', '.'),
  check('types', 'tsc', '-p', 'tsconfig.json'),
  tests('unit', false),
  tests('integration', true),
  tests('e2e', true),
];
