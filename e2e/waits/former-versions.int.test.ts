/** A run stays on its version, and hears of its record after the matcher was started anew, which knows no more than the newest record. */
import { randomUUID } from 'node:crypto';
import type { BusRecord } from '@upshot/bus';
import type { Graph, Node } from '@upshot/definitions';
import { ensureIndexes } from '@upshot/mongo';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openBench as openApi, type Bench as Api } from '../../services/definition-api/testing/bench.ts';
import { DEFINITION } from '../../services/definition-api/testing/definition.ts';
import { idOf } from '../../services/definition-api/testing/workflow.ts';
import { changeRig, opportunity } from '../../services/matcher/testing/change-rig.ts';
import { runCollections } from '../../services/runner/ports/run-store.ts';
import { signalCollections } from '../../services/runner/ports/signal-store.ts';
import { openBench as openRunner, startCommand } from '../../services/runner/testing/bench.ts';
import { openHouse } from '../../services/runner/testing/house.ts';

let api: Api;
let runner: Awaited<ReturnType<typeof openRunner>>;
beforeAll(async () => {
  api = await openApi(inject('engines'));
  runner = await openRunner(inject('engines'));
  await ensureIndexes(runner.db, [...runCollections, ...signalCollections]);
});
afterAll(async () => {
  await api.close();
  await runner.close();
});

const end = (id: string) => ({ kind: 'end', id, status: 'completed', reason: id }) as const;
/** A wait for something at node `w`, and where it leads. */
const waits = (node: Node, outcome: string): Graph => ({
  start: 'w',
  nodes: [node, end('heard')],
  edges: [{ from: 'w', outcome, to: 'heard' }],
});
const MOVES: Graph = waits(
  { kind: 'wait_for_event', id: 'w', event: { kind: 'change', change: 'stage_changed' } },
  'happened',
);
const OTHERWISE: Graph = waits(
  { kind: 'wait_for_event', id: 'w', event: { kind: 'change', change: 'assigned' } },
  'happened',
);
const NOT_AT_ALL: Graph = { start: 'a', nodes: [end('a')], edges: [] };

const bodyOf = (graph: Graph) => ({
  ...DEFINITION,
  trigger: { module: 'opportunities', kind: 'created', criteria: { kind: 'all', of: [] } },
  graph,
});
async function define(first: Graph, ...next: readonly Graph[]): Promise<string> {
  const id = idOf(await api.writer.post('/api/definitions', bodyOf(first)));
  for (const graph of next) await replace(id, graph);
  return id;
}
async function replace(id: string, graph: Graph): Promise<void> {
  expect((await api.writer.put(`/api/definitions/${id}`, bodyOf(graph))).status).toBe(200);
}

/** A matcher that starts now, on what compaction leaves of the topic: the newest record of each key. */
async function startMatcher() {
  const matcher = changeRig({ codec: api.records });
  const newest = new Map<string, BusRecord>();
  for (const record of await api.published()) newest.set(`${record.key?.toString()}`, record);
  for (const record of newest.values()) await matcher.definitions.take(record);
  matcher.definitions.open();
  return matcher;
}

/** A run of a version that has begun, and what becomes of it when the stage of its record changes. */
async function startRun(definitionId: string, definitionVersion: number, graph: Graph) {
  const house = openHouse(runner);
  const [runId, recordId] = [randomUUID(), randomUUID()];
  await house.tell(
    startCommand('t-one', runId, graph, {
      definitionId,
      definitionVersion,
      recordId,
    }),
  );
  const row = { id: recordId, tenant_id: 't-one' };
  return async (matcher: Awaited<ReturnType<typeof startMatcher>>): Promise<string> => {
    const after = opportunity({ ...row, stage: 'proposal' });
    await matcher.match(matcher.change('u', opportunity(row), after, Date.now()));
    await house.signal(matcher.signals().filter((signal) => signal.recordId === recordId));
    await house.settle();
    return (await house.stateOf(runId)).status;
  };
}

describe('a run on an earlier version', () => {
  it.each([
    ['is gone', [NOT_AT_ALL]],
    ['waits otherwise', [OTHERWISE]],
    ['is gone for long', [NOT_AT_ALL, NOT_AT_ALL, OTHERWISE, NOT_AT_ALL]],
  ])('goes on when what it waits for happens, though its node %s', async (_name, next) => {
    const id = await define(MOVES, ...next);
    const stageMoves = await startRun(id, 1, MOVES);
    expect(await stageMoves(await startMatcher())).toBe('finished');
  });
  it('does not hear what only runs on the newest one wait for, nor these what it does', async () => {
    const id = await define(OTHERWISE, MOVES);
    const [earlier, newest] = [await startRun(id, 1, OTHERWISE), await startRun(id, 2, MOVES)];
    expect([await earlier(await startMatcher()), await newest(await startMatcher())]).toEqual([
      'running',
      'finished',
    ]);
  });
  it('goes on though the definition is switched off, or deleted and drains', async () => {
    const id = await define(MOVES, NOT_AT_ALL, MOVES);
    const runs = [await startRun(id, 1, MOVES), await startRun(id, 3, MOVES)];
    await api.writer.send('POST', `/api/definitions/${id}/deactivate`);
    expect(await runs[0]?.(await startMatcher())).toBe('finished');
    expect((await api.writer.delete(`/api/definitions/${id}?runs=drain`)).status).toBe(200);
    expect(await runs[1]?.(await startMatcher())).toBe('finished');
  });
  it('hears the same from a matcher that lives through the change of version', async () => {
    const id = await define(MOVES);
    const stageMoves = await startRun(id, 1, MOVES);
    const matcher = await startMatcher();
    await replace(id, NOT_AT_ALL);
    for (const record of await api.published()) await matcher.definitions.take(record);
    expect(await stageMoves(matcher)).toBe('finished');
  });
});
