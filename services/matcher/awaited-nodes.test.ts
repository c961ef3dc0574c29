/** Shows which nodes the rule index holds of a definition: those of its newest version, and what its record tells of earlier ones. */
import type { Awaited, Definition, FormerNode, Node } from '@upshot/definitions';
import { describe, expect, it } from 'vitest';
import { awaitedNodes } from './awaited-nodes.ts';
import { definition } from './testing/definition.ts';

const always = { kind: 'all', of: [] } as const;
const forStage: Node = {
  kind: 'wait_for_event',
  id: 'w',
  event: { kind: 'change', change: 'stage_changed' },
};
const untilClose: Node = {
  kind: 'wait',
  id: 'd',
  until: { kind: 'date', field: 'close_date', offset: { amount: 1, unit: 'days' } },
};
const aDay: Node = { kind: 'wait', id: 'p', until: { kind: 'duration', durationMs: 86_400_000 } };
const forReply: FormerNode = {
  nodeId: 'w',
  module: 'leads',
  awaits: { kind: 'event', event: { kind: 'activity', type: 'mail_replied' } },
  fromVersion: 2,
  toVersion: 4,
};
const version = (number: number, ...nodes: readonly Node[]): Definition =>
  definition({ version: number, graph: { start: null, nodes, edges: [] } });
const spans = (each: Definition, awaited: Awaited | null) =>
  awaitedNodes(each, awaited).map(({ nodeId, module, kind, fromVersion, toVersion }) => [
    nodeId,
    module,
    kind,
    fromVersion,
    toVersion,
  ]);

describe('what runs of a definition wait for', () => {
  it('is the event of a node, and the date that a wait counts from, and nothing for other waits', () => {
    expect(awaitedNodes(version(1, forStage, untilClose, aDay), null)).toEqual([
      {
        nodeId: 'w',
        what: 'event',
        module: 'opportunities',
        kind: 'stage_changed',
        criteria: always,
        field: null,
        fromVersion: 0,
        toVersion: null,
      },
      {
        nodeId: 'd',
        what: 'date',
        module: 'opportunities',
        kind: 'updated',
        criteria: {
          kind: 'condition',
          field: 'close_date',
          operator: 'changed',
          operand: null,
          caseSensitive: true,
        },
        field: 'close_date',
        fromVersion: 0,
        toVersion: null,
      },
    ]);
  });
  it('is nothing of a definition without such nodes', () => {
    expect(awaitedNodes(version(3, aDay), null)).toEqual([]);
    expect(awaitedNodes(version(3, aDay), { current: [], former: [] })).toEqual([]);
  });
});

describe('the versions that wait so', () => {
  it('are all until now where nothing is told of them', () => {
    expect(spans(version(7, forStage), null)).toEqual([['w', 'opportunities', 'stage_changed', 0, null]]);
  });
  it('are those since which they do, as it is told', () => {
    const current = [{ nodeId: 'w', fromVersion: 5 }];
    expect(spans(version(7, forStage), { current, former: [] })).toEqual([
      ['w', 'opportunities', 'stage_changed', 5, null],
    ]);
  });
  it('are the newest alone of a node that what is told does not know', () => {
    expect(spans(version(7, forStage), { current: [], former: [] })).toEqual([
      ['w', 'opportunities', 'stage_changed', 7, null],
    ]);
  });
  it('are earlier ones of a node that is no more, or waits otherwise, of the module that it was then', () => {
    const untilDue: FormerNode = { ...forReply, nodeId: 'd', awaits: { kind: 'date', field: 'due_at' } };
    const current = [{ nodeId: 'w', fromVersion: 5 }];
    expect(spans(version(7, forStage), { current, former: [forReply, untilDue] })).toEqual([
      ['w', 'leads', 'activity/mail_replied', 2, 4],
      ['d', 'leads', 'updated', 2, 4],
      ['w', 'opportunities', 'stage_changed', 5, null],
    ]);
    expect(spans(version(7), { current: [], former: [forReply] })).toHaveLength(1);
  });
});
