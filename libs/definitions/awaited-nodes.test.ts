/** Shows at which nodes of a version runs wait for their record, and how what is told of earlier ones is read. */
import { describe, expect, it } from 'vitest';
import { readAwaited, waitingNodes, type FormerNode } from './awaited-nodes.ts';
import type { Node } from './nodes/index.ts';

const trigger = {
  module: 'leads',
  kind: 'created',
  name: 'lead_created',
  criteria: { kind: 'all', of: [] },
  maxDepth: 0,
} as const;
const reply = { kind: 'activity', type: 'mail_replied' } as const;
const won: FormerNode = {
  nodeId: 'w',
  module: 'leads',
  awaits: { kind: 'event', event: { kind: 'change', change: 'won' }, criteria: { kind: 'all', of: [] } },
  fromVersion: 0,
  toVersion: 3,
};
const due: FormerNode = { ...won, nodeId: 'd', awaits: { kind: 'date', field: 'due_at' } };

describe('the nodes at which runs of a version wait for their record', () => {
  it('are those of an event and of a date', () => {
    const nodes: readonly Node[] = [
      { kind: 'wait_for_event', id: 'e', event: reply, timeoutMs: 1 },
      { kind: 'wait_for_event', id: 'c', event: reply, criteria: { kind: 'all', of: [] } },
      {
        kind: 'wait',
        id: 'd',
        until: { kind: 'date', field: 'due_at', offset: { amount: 1, unit: 'days' } },
        recheck: true,
      },
      { kind: 'wait', id: 'p', until: { kind: 'duration', durationMs: 1 } },
      { kind: 'end', id: 'x', status: 'completed', reason: 'r' },
    ];
    expect(waitingNodes({ trigger, graph: { start: null, nodes, edges: [] } })).toEqual([
      { nodeId: 'e', module: 'leads', awaits: { kind: 'event', event: reply } },
      {
        nodeId: 'c',
        module: 'leads',
        awaits: { kind: 'event', event: reply, criteria: { kind: 'all', of: [] } },
      },
      { nodeId: 'd', module: 'leads', awaits: { kind: 'date', field: 'due_at' } },
    ]);
  });
});

describe('what is told of earlier versions', () => {
  const awaited = { current: [{ nodeId: 'w', fromVersion: 4 }], former: [won, due] };

  it('is read as it was written', () => {
    expect(readAwaited(JSON.parse(JSON.stringify(awaited)))).toEqual(awaited);
  });
  it('may say more than is known: the rest counts', () => {
    const newer = { ...won, awaits: { kind: 'weather' } };
    const told = { ...awaited, more: 1, former: [newer, { ...due, more: 1 }] };
    expect(readAwaited(told)).toEqual({ ...awaited, former: [due] });
  });
  it.each([null, 'x', {}, { current: [], former: 1 }, { current: [{ nodeId: 'w' }], former: [] }])(
    'is nothing where it is something else: %j',
    (json) => {
      expect(readAwaited(json)).toBeNull();
    },
  );
});
