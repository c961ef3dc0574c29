/** What a change or an activity is to runs that wait: signals, from definitions that are switched off too, and nothing where nobody waits. */
import type { Awaited, Definition, FormerNode, Node, WaitForEventNode } from '@upshot/definitions';
import { encodeCause } from '@upshot/mapping';
import { describe, expect, it } from 'vitest';
import { activity, activityRig } from './testing/activity-rig.ts';
import { changeRig, opportunity } from './testing/change-rig.ts';
import { definition } from './testing/definition.ts';

const forStage: WaitForEventNode = {
  kind: 'wait_for_event',
  id: 'w',
  event: { kind: 'change', change: 'stage_changed' },
  criteria: {
    kind: 'condition',
    field: 'amount',
    operator: 'greater_than',
    operand: 100,
    caseSensitive: true,
  },
};
const { criteria: OVER_100, ...forAnyStage } = forStage;
const forReply: Node = { kind: 'wait_for_event', id: 'r', event: { kind: 'activity', type: 'mail_replied' } };
const untilClose: Node = {
  kind: 'wait',
  id: 'd',
  until: { kind: 'date', field: 'close_date', offset: { amount: 1, unit: 'days' } },
};
const waiting = (nodes: readonly Node[], more: Partial<Definition> = {}): Definition =>
  definition({ graph: { start: null, nodes, edges: [] }, ...more });
const awaited = (current: Awaited['current'], of: readonly FormerNode[]): string =>
  JSON.stringify({ current, former: of } satisfies Awaited);
const former = (
  { id: nodeId, event, criteria }: WaitForEventNode,
  fromVersion: number,
  toVersion: number,
): FormerNode => ({
  nodeId,
  module: 'opportunities',
  awaits: { kind: 'event', event, criteria },
  fromVersion,
  toVersion,
});
const CAUSE = { effectId: 'e', runId: 'r', definitionId: 'd', rootRunId: 'root' } as const;
const moved = opportunity({ stage: 'proposal' });

describe('a change', () => {
  it('is a signal to runs that wait for it, with the record after it', async () => {
    const rig = changeRig();
    await rig.live(waiting([forStage]));
    await rig.match(rig.change('u', opportunity(), moved));
    expect(rig.signals()).toMatchObject([
      {
        tenantId: 'demo',
        definitionId: 'd1',
        nodeId: 'w',
        module: 'opportunities',
        recordId: 'o1',
        what: 'event',
        occurredAtMs: 1_600_000_000_000,
        fromVersion: 0,
        toVersion: null,
      },
    ]);
    expect(rig.sent).toHaveLength(1);
    expect(rig.sent[0]).toMatchObject({
      key: 'demo/o1',
      headers: { traceparent: expect.stringMatching(/^00-/u) },
    });
    expect(JSON.parse(rig.signals()[0]?.record ?? '')).toMatchObject({ stage: 'proposal', name: 'Deal' });
    expect(JSON.parse(rig.signals()[0]?.output ?? '')).toEqual({ event: 'stage_changed' });
  });
  it('is none of another kind, of a record that does not meet the criteria, of another tenant', async () => {
    const rig = changeRig();
    await rig.live(waiting([forStage]));
    const small = { amount: '5.00' };
    await rig.match(
      rig.change('u', opportunity(), opportunity({ name: 'Other' })),
      rig.change('u', opportunity(small), opportunity({ ...small, stage: 'proposal' })),
      rig.change('u', opportunity({ tenant_id: 't2' }), opportunity({ tenant_id: 't2', stage: 'proposal' })),
      rig.change('r', null, moved),
    );
    expect(rig.sent).toEqual([]);
  });
  it('is one to the runs of a definition that is switched off', async () => {
    const rig = changeRig();
    await rig.live(waiting([forStage]));
    await rig.live(waiting([forStage], { active: false }));
    await rig.match(rig.change('u', opportunity(), opportunity({ stage: 'won' })));
    expect(rig.signals()).toHaveLength(1);
    expect(rig.sent).toHaveLength(1);
  });
  it('is one to the runs of a definition that is deleted, as long as it is told of them', async () => {
    const rig = changeRig();
    await rig.live(waiting([forStage]));
    const deleted = waiting([], { active: false });
    await rig.live(deleted, { gone: true, awaited: awaited([], [former(forAnyStage, 0, 1)]) });
    await rig.match(rig.change('u', opportunity(), opportunity({ stage: 'won' })));
    expect(rig.signals()).toMatchObject([{ nodeId: 'w', fromVersion: 0, toVersion: 1 }]);
    expect(rig.sent).toHaveLength(1);
    expect(rig.definitions.find('demo', 'd1')).toBeNull();
    await rig.live(deleted, null);
    await rig.match(rig.change('u', opportunity(), opportunity({ stage: 'lost' })));
    expect(rig.signals()).toHaveLength(1);
  });
  it('is one to the runs of an earlier version that waits at a node which is no more', async () => {
    const rig = changeRig();
    await rig.live(waiting([], { version: 2 }), { awaited: awaited([], [former(forAnyStage, 0, 1)]) });
    await rig.match(rig.change('u', opportunity(), moved));
    expect(rig.signals()).toMatchObject([{ nodeId: 'w', what: 'event', fromVersion: 0, toVersion: 1 }]);
  });
  it('is one to the runs of each version that waits for it in its own way', async () => {
    const rig = changeRig();
    const told = awaited(
      [{ nodeId: 'w', fromVersion: 2 }],
      [former({ ...forAnyStage, criteria: OVER_100 }, 0, 1)],
    );
    await rig.live(waiting([forAnyStage], { version: 2 }), { awaited: told });
    await rig.match(
      rig.change('u', opportunity(), moved),
      rig.change('u', opportunity({ amount: '1.00' }), { ...moved, amount: '1.00' }),
    );
    expect(rig.signals().map(({ fromVersion, toVersion }) => [fromVersion, toVersion])).toEqual([
      [0, 1],
      [2, null],
      [2, null],
    ]);
  });
  it('is one of a date to the runs of an earlier version that waits until another field', async () => {
    const rig = changeRig();
    const untilOther: FormerNode = {
      nodeId: 'd',
      module: 'opportunities',
      awaits: { kind: 'date', field: 'close_date' },
      fromVersion: 1,
      toVersion: 3,
    };
    await rig.live(waiting([], { version: 4, active: false }), { awaited: awaited([], [untilOther]) });
    await rig.match(rig.change('u', opportunity(), opportunity({ close_date: '2026-04-01' })));
    expect(rig.signals()).toMatchObject([{ nodeId: 'd', what: 'date', fromVersion: 1, toVersion: 3 }]);
    expect([...rig.columns('opportunities')]).toEqual(['close_date']);
  });
  it('is none any more where nothing is told of the earlier version', async () => {
    const rig = changeRig();
    await rig.live(waiting([forStage], { active: false }));
    expect(rig.definitions.ruleIndex().listensTo('opportunities')).toBe(true);
    await rig.live(waiting([], { version: 2, active: false }), { awaited: awaited([], []) });
    expect(rig.definitions.ruleIndex().listensTo('opportunities')).toBe(false);
  });
  it('starts what it starts too', async () => {
    const rig = changeRig();
    await rig.live(waiting([forStage]));
    await rig.match(rig.change('u', opportunity(), opportunity({ stage: 'won' })));
    expect(rig.sent.map(({ topic }) => topic)).toEqual(['upshot.run-commands', 'upshot.run-signals']);
  });
  it("is one though it is a write-back of Upshot's own, however deep: the run that waits has begun", async () => {
    const rig = changeRig();
    await rig.live(waiting([forStage]));
    const cause = encodeCause({ ...CAUSE, depth: 9 });
    await rig.match(rig.change('u', opportunity(), { ...moved, upshot_cause: cause }));
    expect(rig.sent.map(({ topic }) => topic)).toEqual(['upshot.run-signals']);
  });
  it('makes nobody read the columns of a definition without such nodes', async () => {
    const rig = changeRig();
    await rig.live(waiting([{ kind: 'set', id: 's', variables: {} }], { active: false }));
    expect(rig.definitions.ruleIndex().listensTo('opportunities')).toBe(false);
    await rig.live(waiting([forStage, untilClose], { active: false }));
    expect([...rig.columns('opportunities')].toSorted()).toEqual(['amount', 'close_date']);
  });
});

describe('a change of a date that runs wait until', () => {
  it('is a signal where the date has moved, was cleared or set, and none where it has not', async () => {
    const rig = changeRig();
    await rig.live(waiting([untilClose]));
    const on = (day: string | null) => opportunity({ close_date: day });
    await rig.match(
      rig.change('u', on('2026-03-01'), on('2026-04-01')),
      rig.change('u', on('2026-04-01'), { ...on('2026-04-01'), name: 'Other' }),
      rig.change('u', on('2026-04-01'), on(null)),
      rig.change('u', on(null), on('2026-05-01')),
    );
    expect(rig.signals().map(({ what, nodeId }) => [what, nodeId])).toEqual([
      ['date', 'd'],
      ['date', 'd'],
      ['date', 'd'],
    ]);
    expect(rig.signals().map(({ record }) => JSON.parse(record).close_date)).toEqual([
      '2026-04-01',
      null,
      '2026-05-01',
    ]);
  });
  it('is one where the source did not say what it was before', async () => {
    const rig = changeRig();
    await rig.live(waiting([forStage, untilClose]));
    await rig.match(rig.change('u', null, opportunity()));
    expect(rig.signals().map(({ what }) => what)).toEqual(['date']);
  });
});

describe('an activity', () => {
  it('is a signal to runs that wait for its type, with what it says, as of when it was accepted', async () => {
    const rig = activityRig();
    await rig.live(
      { kind: 'activity', activity: { type: 'mail_opened' } },
      { graph: { start: null, nodes: [forReply], edges: [] }, active: false },
    );
    await rig.match(activity({ type: 'mail_replied' }), activity());
    expect(rig.sent.map(({ topic, key }) => [topic, key])).toEqual([['upshot.run-signals', 'demo/m1']]);
    const signal = JSON.parse(`${rig.sent[0]?.value?.toString()}`);
    expect(signal).toMatchObject({
      nodeId: 'r',
      positionId: 'activity:mailer:1',
      occurredAtMs: 1_600_000_001_000,
    });
    expect(JSON.parse(signal.output)).toEqual({
      id: 'm1',
      client: 'phone',
      event: 'mail_replied',
      occurredAtMs: 1_600_000_000_000,
    });
    expect(rig.asked).toEqual([['m1']]);
  });
  it('is no beginning and no answer of a wait of the trigger', async () => {
    const rig = activityRig();
    const within = { amount: 2, unit: 'days' } as const;
    const awaited = { type: 'mail_replied', within, fires: 'in_time', correlation: null } as const;
    await rig.live(
      { kind: 'activity_missing', activity: { type: 'mail_sent', awaited } },
      { graph: { start: null, nodes: [{ ...forReply, id: 'r2' }], edges: [] } },
    );
    await rig.match(activity({ type: 'mail_sent' }), activity({ type: 'mail_replied', positionId: 'p2' }));
    expect(rig.sent.map(({ topic }) => topic)).toEqual(['upshot.run-signals', 'upshot.run-commands']);
  });
});
