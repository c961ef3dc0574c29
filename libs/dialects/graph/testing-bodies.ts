/** Definitions as clients write them, small enough for a table of refusals. */
import { native } from '../native/index.ts';
import { pointerOf } from '../shared/path.ts';
import { testContext } from '../testing/dialect-suite.ts';

export type Json = Readonly<Record<string, unknown>>;

export const hook = (id: string, more: Json = {}) => ({
  kind: 'action',
  id,
  action: 'webhook',
  config: { url: 'https://example.com/' },
  ...more,
});
export const is = (field: string, operator = 'equals', operand: unknown = 'x') => ({
  kind: 'condition',
  field,
  operator,
  operand,
  caseSensitive: false,
});
export const branch = (id: string, ...criteria: readonly object[]) => ({
  kind: 'branch',
  id,
  arms: criteria.map((each, at) => ({ outcome: `a${at}`, criteria: each })),
  otherwise: 'else',
});
export const wait = (id: string, until: Json, more: Json = {}) => ({ kind: 'wait', id, until, ...more });
export const duration = (durationMs: number) => ({ kind: 'duration', durationMs });
export const loop = (id: string, more: Json = {}) => ({ kind: 'loop', id, most: 3, ...more });
export const split = (id: string, ...arms: readonly string[]) => ({ kind: 'parallel', id, arms });
export const join = (id: string, of: string) => ({ kind: 'join', id, of, needs: 'all' });
export const event = (id: string, what: Json, more: Json = {}) => ({
  kind: 'wait_for_event',
  id,
  event: what,
  ...more,
});
export const task = (id: string, more: Json = {}) => ({
  kind: 'task',
  id,
  title: 'T',
  assignment: { to: 'user', id: 'u' },
  form: [],
  decisions: ['yes'],
  ...more,
});
export const sub = (id: string, definitionId: string, more: Json = {}) => ({
  kind: 'sub_workflow',
  id,
  definitionId,
  awaits: true,
  variables: {},
  ...more,
});
export const set = (id: string, from: string) => ({ kind: 'set', id, variables: { x: { from } } });
export const field = (name: string, more: Json = {}) => ({
  name,
  label: 'L',
  type: 'text',
  required: false,
  ...more,
});

/** `from outcome to`, one each. */
export const edges = (...lines: readonly string[]) =>
  lines.map((line) => {
    const [from, outcome, to] = line.split(' ');
    return { from, outcome, to };
  });
export const graph = (nodes: readonly (Json & { readonly id: string })[], ...lines: readonly string[]) => ({
  name: 'n',
  trigger: { module: 'leads', kind: 'created' },
  graph: { start: nodes[0]?.id ?? null, nodes, edges: edges(...lines) },
});

export const definitions = new Map([
  ['known', { module: 'leads' }],
  ['elsewhere', { module: 'tasks' }],
]);
export const context = { ...testContext(), definitions };

/** Each problem as its node, its place and its code. */
export function problems(body: unknown, given = context): readonly string[] {
  const parsed = native.parse(body, given);
  return parsed.ok
    ? []
    : parsed.error.map(({ path, code, node }) => `${node ?? '-'} ${pointerOf(path)} ${code}`);
}

export const DAY = { kind: 'offset', offset: { amount: 1, unit: 'business_days' } };
export const OPENED = { kind: 'activity', type: 'opened' };
