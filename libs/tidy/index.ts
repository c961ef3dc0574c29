/** The house rules, checked over the tree. */
export { RULES } from './rules/index.ts';
export { readTree, type SourceFile, type Tree } from './tree.ts';
export type { Finding, Rule } from './rule.ts';
