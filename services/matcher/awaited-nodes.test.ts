/** Shows what is known of the nodes that runs wait at, over the versions of a definition. */
import type { Definition, Node } from '@upshot/definitions';
import { describe, expect, it } from 'vitest';
import { awaitedWith, NOTHING_AWAITED, type Awaited } from './awaited-nodes.ts';
import { definition } from './testing/definition.ts';

const forStage: Node = {
  kind: 'wait_for_event',
  id: 'w',
  event: { kind: 'change', change: 'stage_changed' },
};
const forReply: Node = { kind: 'wait_for_event', id: 'w', event: { kind: 'activity', type: 'mail_replied' } };
const untilClose: Node = {
  kind: 'wait',
  id: 'd',
  until: { kind: 'date', field: 'close_date', offset: { amount: 1, unit: 'days' } },
};
const aDay: Node = { kind: 'wait', id: 'p', until: { kind: 'duration', durationMs: 86_400_000 } };
const version = (number: number, ...nodes: readonly Node[]): Definition =>
  definition({ version: number, graph: { start: null, nodes, edges: [] } });
const after = (...definitions: readonly (Definition | null)[]): Awaited =>
  definitions.reduce<Awaited>((known, each) => awaitedWith(known, each), NOTHING_AWAITED);
const spans = (...definitions: readonly (Definition | null)[]) =>
  after(...definitions).nodes.map(({ nodeId, kind, fromVersion, toVersion }) => [
    nodeId,
    kind,
    fromVersion,
    toVersion,
  ]);

describe('what runs of a definition wait for', () => {
  it('is the event of a node, and the date that a wait counts from, and nothing for other waits', () => {
    expect(after(version(1, forStage, untilClose, aDay)).nodes).toEqual([
      {
        nodeId: 'w',
        what: 'event',
        module: 'opportunities',
        kind: 'stage_changed',
        criteria: { kind: 'all', of: [] },
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
  it('is taken to be the same for versions before the first one seen', () => {
    expect(spans(version(7, forStage))).toEqual([['w', 'stage_changed', 0, null]]);
  });
  it('stays one where a version does not change it, or is told again', () => {
    const both = [version(1, forStage), version(2, untilClose, forStage), version(2, untilClose, forStage)];
    expect(spans(...both)).toEqual([
      ['w', 'stage_changed', 0, null],
      ['d', 'updated', 2, null],
    ]);
  });
  it('ends with the version before the one that waits otherwise at that node, or not at all', () => {
    expect(spans(version(1, forStage), version(3, forReply), version(4))).toEqual([
      ['w', 'stage_changed', 0, 2],
      ['w', 'activity/mail_replied', 3, 3],
    ]);
  });
  it('begins anew where a version has it again', () => {
    expect(spans(version(1, forStage), version(2), version(3, forStage))).toEqual([
      ['w', 'stage_changed', 0, 1],
      ['w', 'stage_changed', 3, null],
    ]);
  });
  it('lasts when the definition is gone, for its runs may', () => {
    expect(spans(version(1, forStage), null)).toEqual([['w', 'stage_changed', 0, null]]);
  });
  it('is forgotten of the oldest where there are very many', () => {
    const many = Array.from({ length: 300 }, (_, at) => version(at + 1, at % 2 === 0 ? forStage : forReply));
    const { nodes } = after(...many);
    expect(nodes).toHaveLength(201);
    expect(nodes.at(-1)).toMatchObject({ fromVersion: 300, toVersion: null });
    expect(nodes[0]).toMatchObject({ fromVersion: 100, toVersion: 100 });
  });
});
