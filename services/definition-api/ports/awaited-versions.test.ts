/** Shows what is kept of the nodes that runs wait at, over the versions of a definition: as little as the runs that may be open need. */
import type { Definition, Node } from '@upshot/definitions';
import { describe, expect, it } from 'vitest';
import {
  leftSinceMs,
  NOTHING_KEPT,
  toAwaited,
  withEnd,
  withoutDrained,
  withRecalled,
  withVersion,
  type KeptNodes,
} from './awaited-versions.ts';

const forStage: Node = {
  kind: 'wait_for_event',
  id: 'w',
  event: { kind: 'change', change: 'stage_changed' },
};
const forReply: Node = { kind: 'wait_for_event', id: 'w', event: { kind: 'activity', type: 'mail_replied' } };
const ofAmount = (amount: number): Node => ({
  ...forStage,
  criteria: { kind: 'condition', field: 'amount', operator: 'equals', operand: amount, caseSensitive: true },
});
const untilClose: Node = {
  kind: 'wait',
  id: 'd',
  until: { kind: 'date', field: 'close_date', offset: { amount: 1, unit: 'days' } },
};

const ROOM = 100_000;

type Version = Pick<Definition, 'version' | 'trigger' | 'graph'>;
const version = (number: number, ...nodes: readonly Node[]): Version => ({
  version: number,
  trigger: {
    module: 'leads',
    kind: 'created',
    name: 'lead_created',
    criteria: { kind: 'all', of: [] },
    maxDepth: 0,
  },
  graph: { start: null, nodes, edges: [] },
});
/** Each version is published at a hundred times its number. */
const after = (...versions: readonly Version[]): KeptNodes =>
  versions.reduce((known, each) => withVersion(known, each, each.version * 100), NOTHING_KEPT);
const spans = ({ nodes }: KeptNodes) =>
  nodes.map(({ nodeId, awaits, fromVersion, toVersion, leftAtMs }) => [
    nodeId,
    awaits.kind === 'date' ? awaits.field : awaits.event.kind,
    fromVersion,
    toVersion,
    leftAtMs,
  ]);

describe('the nodes of a definition and its versions', () => {
  it('are taken to be the same for versions before the first that is seen', () => {
    expect(spans(after(version(7, forStage)))).toEqual([['w', 'change', 0, null, null]]);
  });
  it('stay one where a version does not change them, or is told again', () => {
    const both = [version(1, forStage), version(2, untilClose, forStage), version(2, untilClose, forStage)];
    expect(spans(after(...both))).toEqual([
      ['w', 'change', 0, null, null],
      ['d', 'close_date', 2, null, null],
    ]);
  });
  it('end with the version before the one that waits otherwise, or no more', () => {
    expect(spans(after(version(1, forStage), version(3, forReply), version(4)))).toEqual([
      ['w', 'change', 0, 2, 300],
      ['w', 'activity', 3, 3, 400],
    ]);
  });
  it('begin anew where a version has them again', () => {
    expect(spans(after(version(1, forStage), version(2), version(3, forStage)))).toEqual([
      ['w', 'change', 0, 1, 200],
      ['w', 'change', 3, null, null],
    ]);
  });
  it('do not grow with a thousand versions that wait alike', () => {
    const many = Array.from({ length: 1_000 }, (_, at) => version(at + 1, untilClose, forStage));
    const kept = after(...many);
    expect(spans(kept)).toEqual([
      ['d', 'close_date', 0, null, null],
      ['w', 'change', 0, null, null],
    ]);
    expect(toAwaited(kept, ROOM)).toEqual({
      current: [
        { nodeId: 'd', fromVersion: 0 },
        { nodeId: 'w', fromVersion: 0 },
      ],
      former: [],
    });
  });
  it('are two hundred former ones at most: those that were left first are forgotten', () => {
    const many = Array.from({ length: 300 }, (_, at) => version(at + 1, ofAmount(at)));
    const { nodes } = after(...many);
    expect(nodes).toHaveLength(201);
    expect(nodes[0]).toMatchObject({ fromVersion: 100, toVersion: 100 });
    expect(nodes.at(-1)).toMatchObject({ fromVersion: 300, toVersion: null });
  });
  it('leave room in their record, however long their criteria are', () => {
    const long = (at: number): Node => ({
      ...forStage,
      criteria: {
        kind: 'condition',
        field: `${at}`.padStart(60_000),
        operator: 'is_empty',
        operand: null,
        caseSensitive: true,
      },
    });
    const many = Array.from({ length: 9 }, (_, at) => version(at + 1, long(at)));
    expect(spans(after(...many)).map(([, , from, to]) => [from, to])).toEqual([
      [6, 6],
      [7, 7],
      [8, 8],
      [9, null],
    ]);
  });
});

describe('what is told of them', () => {
  it('is since when those of the newest are, and former ones whole, without the time', () => {
    expect(toAwaited(after(version(1, forStage), version(2, forReply, untilClose)), ROOM)).toEqual({
      current: [
        { nodeId: 'w', fromVersion: 2 },
        { nodeId: 'd', fromVersion: 2 },
      ],
      former: [
        {
          nodeId: 'w',
          module: 'leads',
          awaits: { kind: 'event', event: { kind: 'change', change: 'stage_changed' } },
          fromVersion: 0,
          toVersion: 1,
        },
      ],
    });
  });
});

describe('what is told where there is little room', () => {
  it('is of the former nodes those that were left last, and of the newest version all', () => {
    const kept = after(version(1, forStage), version(2, forReply), version(3, ofAmount(3)));
    const versions = (room: number) => toAwaited(kept, room).former.map(({ fromVersion }) => fromVersion);
    expect([versions(ROOM), versions(200), versions(10), versions(-1)]).toEqual([[0, 2], [2], [], []]);
    expect(toAwaited(kept, -1).current).toEqual([{ nodeId: 'w', fromVersion: 3 }]);
  });
});

describe('a definition that is deleted', () => {
  it('has former nodes only, and stays so', () => {
    const ended = withEnd(after(version(1, forReply), version(2, forStage)), 500);
    expect(spans(ended)).toEqual([
      ['w', 'activity', 0, 1, 200],
      ['w', 'change', 2, 2, 500],
    ]);
    expect(withEnd(ended, 900)).toEqual(ended);
  });
  it('has none where it had none', () => {
    expect(withEnd(NOTHING_KEPT, 500).nodes).toEqual([]);
  });
});

describe('what no run waits for', () => {
  const kept = after(
    version(1, forStage),
    version(4, forReply),
    version(5, ofAmount(5)),
    version(6, untilClose),
  );

  it('is forgotten once it was left long ago', () => {
    expect(spans(withoutDrained(kept, [], 500))).toEqual([
      ['w', 'activity', 4, 4, 500],
      ['w', 'change', 5, 5, 600],
      ['d', 'close_date', 6, null, null],
    ]);
  });
  it('is kept while a run is open on one of its versions', () => {
    const left = spans(withoutDrained(kept, [2, 5], 1_000)).map(([, , from, to]) => [from, to]);
    expect(left).toEqual([
      [0, 3],
      [5, 5],
      [6, null],
    ]);
  });
  it('was left since its earliest', () => {
    expect(leftSinceMs(kept)).toBe(400);
    expect(leftSinceMs(withoutDrained(kept, [], 1_000))).toBeNull();
  });
});

const LATER = 86_401_000;

describe('a version on which runs may begin again', () => {
  const first = version(1, forStage, untilClose);
  const kept = after(first, version(2, forReply, untilClose), version(3));

  it('is kept as if it was left now', () => {
    expect(spans(withRecalled(kept, first, LATER))).toEqual([
      ['w', 'activity', 2, 2, 300],
      ['w', 'change', 0, 1, LATER],
      ['d', 'close_date', 0, 2, LATER],
    ]);
  });
  it('stays as it is where it was left only just now', () => {
    expect(withRecalled(kept, first, 900)).toEqual(kept);
  });
  it('is known again where it was forgotten, of that version alone', () => {
    const drained = withoutDrained(kept, [], 1_000);
    expect(drained.nodes).toEqual([]);
    expect(spans(withRecalled(drained, first, 900))).toEqual([
      ['w', 'change', 1, 1, 900],
      ['d', 'close_date', 1, 1, 900],
    ]);
  });
  it('changes nothing of what runs on the newest version wait for', () => {
    const same = after(first, version(2, forStage, untilClose));
    expect(withRecalled(same, first, 900)).toEqual(same);
  });
});
