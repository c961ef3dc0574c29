/** Shows how a workflow becomes a definition: triggers, criteria, graphs, merging on update. */
import { UpshotError } from '@upshot/errors';
import { describe, expect, it } from 'vitest';
import type { Parsed, StoredDefinition } from '../dialect.ts';
import { fieldOf } from '../shared/path.ts';
import { stored, testContext } from '../testing/dialect-suite.ts';
import { workflowsApi } from './index.ts';
import { TRIGGERS } from './triggers.ts';

const BASE = { name: 'Assign', triggerModule: 'leads', triggerType: 'lead_created' };

function parse(body: unknown, existing?: StoredDefinition): Parsed {
  const parsed = workflowsApi.parse(body, testContext(existing));
  if (parsed.ok) return parsed.value;
  const told = parsed.error.map(({ path, message }) => `${fieldOf(path)}: ${message}`);
  throw new UpshotError('definition_invalid', told.join('; '));
}

const tag = (more: object = {}) => ({ actionType: 'add_tag', config: { tag: 'x' }, ...more });
const branch = (more: object = {}) => ({ actionType: 'branch', config: {}, ...more });
const edges = (actions: readonly object[]) =>
  parse({ ...BASE, actions }).graph.edges.map(({ from, outcome, to }) => `${from} ${outcome} ${to}`);

describe('the trigger', () => {
  it.each([...TRIGGERS])('%s is known by module and kind', (name, { module, kind }) => {
    const { trigger } = parse({ name: 'n', triggerModule: module, triggerType: name });
    const dated = name === 'project_task_overdue' ? { dated: { module: 'tasks', lookup: 'project' } } : {};
    expect(trigger).toEqual({ module, kind, name, criteria: { kind: 'all', of: [] }, maxDepth: 0, ...dated });
  });
  it('admits the 27 names that the reference knows, and two more', () => {
    expect(TRIGGERS.size).toBe(29);
  });
});

describe('what is not sent', () => {
  it('has the defaults of the reference', () => {
    const { active, source, graph } = parse(BASE);
    expect({ active, source, graph }).toEqual({
      active: true,
      source: { ...BASE, description: null, triggerFilters: { match: 'all', items: [] }, actions: [] },
      graph: { start: null, nodes: [], edges: [] },
    });
  });
});

describe('filters', () => {
  const criteria = (triggerFilters: unknown) => parse({ ...BASE, triggerFilters }).trigger.criteria;
  const website = { field: 'source', operator: 'equals', value: 'website' };
  const native = {
    kind: 'condition',
    field: 'source',
    operator: 'equals',
    operand: 'website',
    caseSensitive: false,
  };

  it.each([
    [{ logic: 'AND', conditions: [website] }, 'all'],
    [{ logic: 'OR', conditions: [website] }, 'any'],
    [{ logic: 'or', conditions: [website] }, 'any'],
    [{ match: 'all', items: [{ ...website, type: 'condition', id: 'x1' }], id: 'g1' }, 'all'],
    [{ match: 'any', items: [{ ...website, fieldType: 'system' }] }, 'any'],
    [{ conditions: [website] }, 'all'],
    [{ items: [website] }, 'all'],
  ])('are understood in both shapes: %j', (filters, kind) => {
    expect(criteria(filters)).toEqual({ kind, of: [native] });
  });
  it.each([[null], [{}], [{ logic: 'AND', conditions: [] }], [{ match: 'all', items: [] }]])(
    'that say nothing always hold: %j',
    (filters) => {
      expect(criteria(filters)).toEqual({ kind: 'all', of: [] });
    },
  );
  it('nest, the shapes mixed', () => {
    const inner = { match: 'any', items: [website, { logic: 'AND', conditions: [] }] };
    expect(criteria({ logic: 'AND', conditions: [website, inner] })).toEqual({
      kind: 'all',
      of: [native, { kind: 'any', of: [native, { kind: 'all', of: [] }] }],
    });
  });
  it.each([
    [{ field: 'firstName' }, 'first_name'],
    [{ field: 'first_name' }, 'first_name'],
    [{ field: 'owner' }, 'owner_id'],
    [{ field: 'ownerId' }, 'owner_id'],
    [{ field: 'budget', fieldType: 'custom' }, 'custom_fields.budget'],
    [{ field: 'customFields.budget' }, 'custom_fields.budget'],
  ])('find the column of %j', (part, field) => {
    const found = criteria({ match: 'all', items: [{ operator: 'equals', value: 'x', ...part }] });
    expect(found).toMatchObject({ of: [{ field }] });
  });
  it.each([
    ['equals', false],
    ['not_equals', false],
    ['contains', false],
    ['not_contains', false],
    ['starts_with', false],
    ['changed_to', false],
    ['changed_from', false],
    ['in', true],
    ['not_in', true],
  ])('%s minds letter case: %s', (operator, caseSensitive) => {
    const list = operator === 'in' || operator === 'not_in' ? ['a'] : 'a';
    const found = criteria({ match: 'all', items: [{ field: 'source', operator, value: list }] });
    expect(found).toMatchObject({ of: [{ caseSensitive }] });
  });
  it.each(['is_empty', 'is_not_empty', 'any_change'])('%s takes no value, whatever is sent', (operator) => {
    const found = criteria({ match: 'all', items: [{ field: 'source', operator, value: '' }] });
    expect(found).toMatchObject({ of: [{ operator, operand: null }] });
  });
  it.each([
    ['score', '10'],
    ['amount', '10.50'],
    ['urgent', 'true'],
    ['dueDate', '2026-01-31'],
    ['score', ''],
  ])('take what a web form sends as text for %s: %j', (field, value) => {
    expect(criteria({ match: 'all', items: [{ field, operator: 'equals', value }] })).toMatchObject({
      of: [{ operand: value }],
    });
  });
});

describe('the graph', () => {
  it('of a list is a chain in sortOrder, first come first among equals', () => {
    const actions = [tag({ sortOrder: 2 }), tag({ sortOrder: 1 }), tag({ sortOrder: 1 }), tag()];
    expect(edges(actions)).toEqual(['id-4 done id-2', 'id-2 done id-3', 'id-3 done id-1']);
  });
  it('lets the arms of a branch meet again behind it', () => {
    const actions = [
      branch({ tempId: 'b', sortOrder: 0 }),
      tag({ parentActionId: 'b', branch: 'yes', sortOrder: 1 }),
      tag({ parentActionId: 'b', branch: 'yes', sortOrder: 0 }),
      tag({ parentActionId: 'b', branch: 'no', sortOrder: 0 }),
      tag({ sortOrder: 1 }),
    ];
    expect(edges(actions).toSorted()).toEqual([
      'id-1 no id-4',
      'id-1 yes id-3',
      'id-2 done id-5',
      'id-3 done id-2',
      'id-4 done id-5',
    ]);
  });
  it('passes an empty arm by', () => {
    const actions = [
      branch({ tempId: 'b' }),
      tag({ parentActionId: 'b', branch: 'yes' }),
      tag({ sortOrder: 1 }),
    ];
    expect(edges(actions).toSorted()).toEqual(['id-1 no id-3', 'id-1 yes id-2', 'id-2 done id-3']);
  });
  it('nests arms, children named by id or tempId, sent in any order', () => {
    const actions = [
      tag({ parentActionId: 'inner', branch: 'no' }),
      branch({ id: 'inner', parentActionId: 'outer', branch: 'yes' }),
      branch({ tempId: 'outer' }),
      tag({ sortOrder: 9 }),
    ];
    expect(edges(actions).toSorted()).toEqual([
      'id-1 done id-4',
      'id-2 no id-1',
      'id-2 yes id-4',
      'id-3 no id-4',
      'id-3 yes id-2',
    ]);
  });
  it('takes as deep a nest as there may be actions', () => {
    const actions = Array.from({ length: 100 }, (_, at) =>
      branch({ tempId: `b${at}`, ...(at > 0 && { parentActionId: `b${at - 1}`, branch: 'no' }) }),
    );
    expect(edges(actions)).toHaveLength(99);
  });
  it('holds an action’s config as it was sent, and knows waits and branches', () => {
    const url = 'https://example.com';
    const group = { logic: 'AND', conditions: [{ field: 'score', operator: 'greater_than', value: 3 }] };
    const { nodes } = parse({
      ...BASE,
      actions: [
        { actionType: 'webhook', config: { url, headers: [{ key: 'A', value: '1', enabled: true }] } },
        { actionType: 'wait', config: { days: 1, hours: 1.5, minutes: 1, seconds: 0.5 } },
        branch({ config: { condition: group } }),
      ],
    }).graph;
    expect(nodes).toMatchObject([
      { id: 'id-1', kind: 'action', action: 'webhook', config: { url, headers: [{ key: 'A' }] } },
      { id: 'id-2', kind: 'wait', until: { kind: 'duration', durationMs: 91_860_500 } },
      {
        id: 'id-3',
        kind: 'branch',
        arms: [{ outcome: 'yes', criteria: { kind: 'all', of: [{ field: 'score' }] } }],
        otherwise: 'no',
      },
    ]);
  });
  it.each([
    [{ condition: { match: 'all', items: [] } }, 0],
    [{}, 0],
    [{ condition: null }, 0],
    [{ conditions: { match: 'all', items: [{ field: 'score', operator: 'is_empty' }] } }, 1],
    [{ logic: 'AND', conditions: [{ field: 'score', operator: 'is_empty' }] }, 1],
    [{ match: 'any', items: [{ field: 'score', operator: 'is_empty' }] }, 1],
    [{ conditions: [{ field: 'score', operator: 'is_empty' }] }, 1],
  ])('finds the condition of a branch in %j', (config, parts) => {
    const { nodes } = parse({ ...BASE, actions: [branch({ config })] }).graph;
    expect(nodes[0]).toMatchObject({ arms: [{ outcome: 'yes', criteria: { of: { length: parts } } }] });
  });
});

describe('update', () => {
  const existing = stored(
    parse({ ...BASE, description: 'd', isActive: false, actions: [branch(), tag({ sortOrder: 1 })] }),
  );

  it('leaves what is not sent as it is, the ids of actions included', () => {
    const { name, active, source } = parse({ name: 'New' }, existing);
    expect({ name, active, source }).toEqual({
      name: 'New',
      active: false,
      source: { ...existing.source, name: 'New' },
    });
  });
  it('replaces the actions when some are sent, with ids of their own', () => {
    const { source } = parse({ actions: [tag({ id: 'id-1' })] }, existing);
    expect(source['actions']).toEqual([
      { id: 'id-1', ...tag(), sortOrder: 0, parentActionId: null, branch: null },
    ]);
    const drawn = parse({ actions: [tag({ id: 'mine' })] }, existing).source['actions'];
    expect(drawn).toMatchObject([{ id: 'id-1' }]);
  });
  it('removes all actions for an empty list', () => {
    expect(parse({ actions: [] }, existing).graph.start).toBeNull();
  });
  it('takes back what it printed, ignoring what only the server sets', () => {
    const printed = workflowsApi.print(existing);
    const { source } = parse({ ...printed, version: 99, createdBy: 'me', actionCount: 5 }, existing);
    expect(source).toEqual(existing.source);
  });
  it('checks the merged whole', () => {
    expect(() => parse({ triggerModule: 'contacts' }, existing)).toThrow(
      'triggerType: lead_created belongs to leads, not to contacts',
    );
  });
});

describe('print', () => {
  it('shows a workflow as the reference does', () => {
    const definition = stored(parse({ ...BASE, actions: [tag()] }), 3);
    expect(workflowsApi.print(definition)).toEqual({
      id: 'd-1',
      ...BASE,
      description: null,
      triggerFilters: { match: 'all', items: [] },
      isActive: true,
      version: 3,
      createdBy: null,
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.000Z',
      actions: [
        {
          id: 'id-1',
          workflowId: 'd-1',
          actionType: 'add_tag',
          config: { tag: 'x' },
          sortOrder: 0,
          parentActionId: null,
          branch: null,
        },
      ],
    });
  });
  it('shows a list’s item with the number of actions in place of them', () => {
    const summary = workflowsApi.printSummary(stored(parse({ ...BASE, actions: [tag(), tag()] })));
    expect(summary).toMatchObject({ name: 'Assign', actionCount: 2 });
    expect(summary).not.toHaveProperty('actions');
  });
});
