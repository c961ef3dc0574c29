/** The kit as TypeScript: a definition, a change, verbs by node, and what has followed. */
import type { Graph, Node } from '@upshot/definitions';
import { loadMapping } from '@upshot/mapping';
import { describe, expect, it } from 'vitest';
import { plainMapping, playRun, type Given } from './index.ts';
import { demoMapping } from './testing/folder.ts';

const loaded = loadMapping(demoMapping(), 'source-mapping.yaml');
const demo = loaded.ok ? loaded.value : plainMapping('leads', {});
const DAY = 86_400_000;
const action = (id: string): Node => ({ kind: 'action', id, action: 'webhook', config: {} });
const mailOpened: Node = {
  kind: 'wait_for_event',
  id: 'opened',
  event: { kind: 'activity', type: 'email_opened' },
  timeoutMs: 2 * DAY,
};
const chain = (...nodes: readonly Node[]): Graph => ({
  start: nodes[0]?.id ?? null,
  nodes,
  edges: nodes
    .slice(1)
    .flatMap((node, index) =>
      ['done', 'happened'].map((outcome) => ({ from: nodes[index]?.id ?? '', outcome, to: node.id })),
    ),
});
const given = (graph: Graph, more: Partial<Given> = {}): Given => ({
  mapping: demo,
  definition: {
    name: 'A lead',
    graph,
    trigger: {
      module: 'leads',
      kind: 'stage_changed',
      name: 'lead_stage_changed',
      criteria: { kind: 'all', of: [] },
      maxDepth: 0,
    },
  },
  before: { stage: 'new', status: 'open' },
  after: { stage: 'talking', status: 'open' },
  ...more,
});

describe('a run that is played', () => {
  it('starts where the change matches, and tells what it did', () => {
    const run = playRun(given(chain(action('a'), action('b'))))
      .report('a')
      .report('b');
    expect(run.verdict).toBe('match');
    expect(run.effects().map(({ nodeId }) => nodeId)).toEqual(['a', 'b']);
    expect(run.results()).toEqual({ a: 'succeeded', b: 'succeeded' });
    expect(run.ended()).toEqual({ status: 'completed', reason: 'end_of_graph' });
  });
  it.each([
    ['another kind of change', { before: { stage: 'talking' } }, 'other_kind'],
    ['a create, for a trigger that looks back', { before: null }, 'other_kind'],
    ['a prior value that was not sent', { before: {}, unknownBefore: ['stage'] }, 'prior_unknown'],
  ])('does not start for %s, and says why', (_name, more, verdict) => {
    const run = playRun(given(chain(action('a')), more));
    expect([run.verdict, run.state, run.story()]).toEqual([verdict, null, []]);
  });
  it('starts by hand, whatever the change is', () => {
    const run = playRun(given(chain(action('a')), { before: null, byHand: true }));
    expect([run.verdict, run.waiting()]).toEqual(['by_hand', ['a']]);
  });
  it('renders what is sent, with what steps have told', () => {
    const told: Node = {
      kind: 'action',
      id: 'tell',
      action: 'webhook',
      config: { text: '{{trigger.stage}} {{steps.a.output.id}} {{variables.tone}}' },
    };
    const run = playRun(given(chain(action('a'), told), { variables: { tone: 'kind' } }));
    run.report('a', { output: { id: 7 }, recordPatch: { stage: 'won' } });
    expect(run.effects().at(-1)?.rendered).toEqual({ text: 'won 7 kind' });
  });
  it('hears of activities of the type that it waits for, and of no other', () => {
    const run = playRun(given(chain(mailOpened, action('a'))));
    expect(run.activity('page_viewed').waiting()).toEqual(['opened']);
    expect(run.activity('email_opened', { mailId: 'm1' }).waiting()).toEqual(['a']);
    expect(run.state?.results['opened']?.output).toMatchObject({ event: 'email_opened', mailId: 'm1' });
  });
  it('hears of changes of the kind that it waits for, where they meet its criteria', () => {
    const assigned: Node = {
      kind: 'wait_for_event',
      id: 'assigned',
      event: { kind: 'change', change: 'assigned' },
      criteria: {
        kind: 'condition',
        field: 'status',
        operator: 'equals',
        operand: 'hot',
        caseSensitive: true,
      },
    };
    const run = playRun(given(chain(assigned, action('a'))));
    expect(run.change({ stage: 'won' }).waiting()).toEqual(['assigned']);
    expect(run.change({ owner_id: 'u1' }).waiting()).toEqual(['assigned']);
    expect(run.change({ owner_id: 'u2', status: 'hot' }).waiting()).toEqual(['a']);
  });
  it('reads related records that it is given', () => {
    const asked: Node = {
      kind: 'branch',
      id: 'b',
      arms: [
        {
          outcome: 'ours',
          criteria: {
            kind: 'condition',
            related: 'account',
            field: 'name',
            operator: 'equals',
            operand: 'Acme',
            caseSensitive: true,
          },
        },
      ],
      otherwise: 'others',
    };
    const outcome = (related: Given['related']) =>
      playRun(given(chain(asked), { related, after: { stage: 'won', account_id: 'a1' } })).results()['b'];
    expect(outcome({ account: { name: 'Acme' } })).toBe('ours');
    expect(outcome({ account: { name: 'Other' } })).toBe('others');
    expect(outcome({})).toBe('others');
  });
  it('sleeps through holidays of the calendar that it is given', () => {
    const rest: Node = {
      kind: 'wait',
      id: 'rest',
      until: { kind: 'offset', offset: { amount: 1, unit: 'business_days' } },
    };
    const hours = [{ from: '09:00', to: '17:00' }];
    const calendar = {
      zone: 'UTC',
      week: {
        monday: hours,
        tuesday: hours,
        wednesday: hours,
        thursday: hours,
        friday: hours,
        saturday: [],
        sunday: [],
      },
      holidays: ['2026-01-06'],
    };
    expect(playRun(given(chain(rest))).timers()).toEqual({ rest: '2026-01-06T09:00:00.000Z' });
    expect(playRun(given(chain(rest), { calendar })).timers()).toEqual({ rest: '2026-01-07T09:00:00.000Z' });
  });
  it('waits out a circle of waits only so long', () => {
    const ticking: Graph = {
      start: 'w',
      nodes: [{ kind: 'wait', id: 'w', until: { kind: 'duration', durationMs: 0 } }],
      edges: [{ from: 'w', outcome: 'done', to: 'w' }],
    };
    expect(() => playRun(given(ticking)).advance('1 second')).toThrow(/timers have fired/u);
  }, 60_000);
});
