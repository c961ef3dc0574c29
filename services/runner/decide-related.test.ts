/** Shows that a branch that asks for a related record is decided once it is read, and how often and how freshly it is read. */
import { yesOrNo, type Edge, type Graph, type Node } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import type { RunOrigin } from '@upshot/flow';
import { loadMapping } from '@upshot/mapping';
import type { RelatedAsk } from '@upshot/mirror-reader';
import type { Condition, RelatedReading } from '@upshot/rules';
import { startTelemetry } from '@upshot/telemetry';
import type { FieldValue } from '@upshot/values';
import { beforeEach, describe, expect, it } from 'vitest';
import { deriveId } from '@upshot/ids';
import { surroundingsBy } from './evaluator.ts';
import { decideRuns, type DecideRunsPorts } from './stages/decide.ts';
import type { LoadedRun } from './stages/load-run.ts';
import { toldOf } from './testing/told.ts';

const loaded = loadMapping(
  `
version: 1
topicPrefix: crm
tenant: { column: tenant_id }
modules:
  deals:
    table: public.deals
    id: id
    fields: { id: text, tenant_id: text, account_id: reference, owner_id: reference, due: date }
    lookups: { account: { column: account_id, module: accounts }, owner: { column: owner_id, module: users } }
  accounts: { table: public.accounts, id: id, fields: { id: text, tenant_id: text, city: text } }
  users: { table: public.users, id: id, fields: { id: text, tenant_id: text, name: text } }
`,
  'test',
);
if (!loaded.ok) throw new UpshotError('mapping_invalid', 'the mapping of the test');
const surroundingsIn = surroundingsBy(loaded.value, { find: () => null });

const ask = (field: string, operand: FieldValue, related?: string): Condition => ({
  kind: 'condition',
  field,
  operator: 'equals',
  operand,
  caseSensitive: true,
  related,
});
const branch = (id: string, criteria: Condition): Node => ({ id, ...yesOrNo(criteria) });
const edge = (from: string, outcome: Edge['outcome'], to: string): Edge => ({ from, outcome, to });
const graph = (...nodes: readonly Node[]): Graph => ({
  start: nodes[0]?.id ?? null,
  nodes,
  edges: nodes.slice(1).map((node, place) => edge(nodes[place]?.id ?? '', 'yes', node.id)),
});
const CITY = branch('city', ask('city', 'Berlin', 'account'));
const OWNER = branch('owner', ask('name', 'Ann', 'owner'));

function started(runId: string, after: RunOrigin['after'], nodes: Graph): LoadedRun {
  const origin: RunOrigin = {
    tenantId: 't1',
    runId,
    definitionId: 'd',
    definitionVersion: 1,
    definitionName: 'D',
    dialect: 'native',
    module: 'deals',
    triggerName: 'saved',
    recordId: 'r',
    operation: 'update',
    before: null,
    after,
    positionId: 'p',
    committedAtMs: Date.parse('2026-03-18T10:00:00Z'),
    rootRunId: runId,
    depth: 0,
  };
  const told = [toldOf({ type: 'start', origin, graph: nodes })];
  return { tenantId: 't1', runId, told, stored: null, state: null };
}

let asked: (readonly RelatedAsk[])[];
let found: Record<string, RelatedReading>;
let ports: DecideRunsPorts;
beforeEach(() => {
  [asked, found] = [[], {}];
  ports = {
    outbox: { recordsOf: () => [] },
    telemetry: startTelemetry({ service: 'runner-test' }),
    now: () => Date.parse('2026-03-20T10:00:00Z'),
    surroundingsIn,
    related: {
      read: async (asks) => {
        asked.push(asks);
        return asks.map(({ module, recordId }) => found[`${module}/${recordId}`] ?? 'related_missing');
      },
    },
  };
});

/** The arms that each run took, and what it could not decide. */
async function arms(...runs: readonly LoadedRun[]) {
  const decided = await decideRuns(runs, ports);
  return decided.map(({ state }) => [state?.status, ...Object.keys(state?.visits ?? {})]);
}

describe('branches over related records', () => {
  const DEAL = { account_id: 'a1', owner_id: 'u1' };
  it('take their arm by what the mirror has', async () => {
    found = { 'accounts/a1': { values: { city: 'Berlin' }, unknown: [] } };
    expect(await arms(started('r1', DEAL, graph(CITY, OWNER)))).toEqual([['finished', 'city', 'owner']]);
    found = {};
    expect(await arms(started('r2', DEAL, graph(CITY, OWNER)))).toEqual([['finished', 'city']]);
  });
  it('are read a round at a time, all runs of a batch together', async () => {
    found = {
      'accounts/a1': { values: { city: 'Berlin' }, unknown: [] },
      'accounts/a2': { values: { city: 'Rome' }, unknown: [] },
    };
    const runs = [DEAL, { ...DEAL, account_id: 'a2' }, DEAL].map((deal, place) =>
      started(`r${place}`, deal, graph(CITY, OWNER)),
    );
    await arms(...runs);
    expect(asked.map((round) => round.map(({ recordId }) => recordId))).toEqual([['a1', 'a2'], ['u1']]);
  });
  it('ask for records as fresh as the change', async () => {
    await arms(started('r1', DEAL, graph(CITY)));
    expect(asked[0]?.map(({ committedAtMs }) => new Date(committedAtMs).toISOString())).toEqual([
      '2026-03-18T10:00:00.000Z',
    ]);
  });
  it('ask for nothing where the lookup is empty, or none is asked for', async () => {
    const plain = graph(branch('due', ask('due', { relativeTo: 'day' })), CITY);
    expect(await arms(started('r1', { account_id: null, due: '2026-03-18' }, plain))).toEqual([
      ['finished', 'due', 'city'],
    ]);
    expect(asked).toEqual([]);
  });
  it('count dates from the commit of the change when the run starts', async () => {
    const today = graph(branch('due', ask('due', { relativeTo: 'day' })), branch('then', ask('id', 'x')));
    const [onTheDay, later] = [
      started('r1', { due: '2026-03-18' }, today),
      started('r2', { due: '2026-03-20' }, today),
    ];
    expect(await arms(onTheDay, later)).toEqual([
      ['finished', 'due', 'then'],
      ['finished', 'due'],
    ]);
  });
  it('count dates from now after a wait', async () => {
    const waits: Graph = {
      start: 'w',
      nodes: [
        { kind: 'wait', id: 'w', until: { kind: 'duration', durationMs: 1 } },
        branch('due', ask('due', { relativeTo: 'day' })),
        branch('then', ask('id', 'x')),
      ],
      edges: [edge('w', 'done', 'due'), edge('due', 'yes', 'then')],
    };
    const [run] = await decideRuns([started('r1', { due: '2026-03-20' }, waits)], ports);
    const stepId = run?.state?.openSteps[0]?.stepId ?? '';
    const fired = toldOf({
      type: 'fire-timer',
      timerId: deriveId('timer', stepId),
      stepId,
      firedAtMs: 0,
    });
    const woken: LoadedRun = {
      tenantId: 't1',
      runId: 'r1',
      told: [fired],
      stored: null,
      state: run?.state ?? null,
    };
    expect(await arms(woken)).toEqual([['finished', 'w', 'due', 'then']]);
  });
  it('pass on that the mirror cannot be asked', async () => {
    const away = new UpshotError('store_unavailable', 'away');
    ports = { ...ports, related: { read: () => Promise.reject(away) } };
    await expect(decideRuns([started('r1', DEAL, graph(CITY))], ports)).rejects.toBe(away);
  });
});
