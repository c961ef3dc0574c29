/** Bodies with one mistake, and what is told of them. */
import type { ParseContext } from '../dialect.ts';
import { fieldOf } from '../shared/path.ts';
import { testContext } from '../testing/dialect-suite.ts';
import { workflowsApi } from './index.ts';

export const BASE = { name: 'n', triggerModule: 'leads', triggerType: 'lead_created' };

/** Each problem as `place: message`. */
export function problems(body: unknown, context: ParseContext = testContext()): readonly string[] {
  const parsed = workflowsApi.parse(body, context);
  return parsed.ok ? [] : parsed.error.map(({ path, message }) => `${fieldOf(path)}: ${message}`);
}

/** Groups around one condition. */
export const nested = (depth: number): object =>
  depth === 0 ? { field: 'source', operator: 'is_empty' } : { match: 'all', items: [nested(depth - 1)] };
/** Objects in objects. */
export const deepObject = (depth: number): object => (depth === 0 ? {} : { a: deepObject(depth - 1) });
/** A workflow with one condition. */
export const filter = (condition: unknown) => ({
  ...BASE,
  triggerFilters: { logic: 'AND', conditions: [condition] },
});
/** A workflow with these actions. */
export const act = (...actions: readonly unknown[]) => ({ ...BASE, actions });
export const ok = { field: 'source', operator: 'equals', value: 'x' };
export const tag = { actionType: 'add_tag', config: { tag: 'x' } };
export const branch = { actionType: 'branch', config: {} };
