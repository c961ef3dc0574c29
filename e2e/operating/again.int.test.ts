/** What a run that is run again knows of the former one: as it was where it begins again; and what is said where that is not known. */
import { randomUUID } from 'node:crypto';
import {
  ERASED,
  project,
  RUN_HISTORY,
  toDocument,
  withoutSubject,
  type HistoryDocument,
  type RunHistory,
} from '@upshot/history';
import type { RunEvent } from '@upshot/schemas';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { eventsOf } from '../../libs/history/testing/events.ts';
import type { Reply } from '../../services/definition-api/testing/client.ts';
import { DEFINITION } from '../../services/definition-api/testing/definition.ts';
import { idOf } from '../../services/definition-api/testing/workflow.ts';
import { openRig, type Rig } from './rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig(inject('engines'));
});
afterAll(async () => {
  await rig.close();
});

const REASON = { reason: 'The text was wrong' };
const says = (id: string, text: string) => ({
  kind: 'action',
  id,
  action: 'webhook',
  config: { url: 'https://example.com/', body: JSON.stringify(text) },
});
/** Plans, asks, plans anew by the answer, and tells. */
const GRAPH = {
  start: 'plan',
  nodes: [
    { kind: 'set', id: 'plan', variables: { plan: { value: 'pro' }, tries: { value: 1 } } },
    says('ask', 'Which?'),
    { kind: 'set', id: 'count', variables: { tries: { from: 'steps.ask.output.n' } } },
    says('tell', '{{variables.plan}} {{variables.tries}} {{steps.ask.output.name}}'),
    says('bye', 'Bye'),
  ],
  edges: [
    { from: 'plan', outcome: 'done', to: 'ask' },
    { from: 'ask', outcome: 'done', to: 'count' },
    { from: 'count', outcome: 'done', to: 'tell' },
    { from: 'tell', outcome: 'done', to: 'bye' },
  ],
};
const define = async (more: object = {}): Promise<string> =>
  idOf(await rig.api.writer.post('/api/definitions', { ...DEFINITION, graph: GRAPH, ...more }));

/** A run that is over, for whoever tells runs; it has no history yet. */
async function over(definitionId: string, more: { readonly sandbox?: boolean } = {}): Promise<string> {
  const [runId = ''] = await rig.start(definitionId, 1, more);
  await rig.api.writer.post(`/api/runs/${runId}/cancel`, REASON);
  await rig.hear();
  return runId;
}

type Step = readonly [nodeId: string, nodeKind: string, output: object];
const STEPS: readonly Step[] = [
  ['plan', 'set', { plan: 'pro', tries: 1 }],
  ['ask', 'action', { n: 2, name: 'Ada' }],
  ['count', 'set', { tries: 2 }],
  ['tell', 'action', {}],
];

/** The run's history as the recorder would have written it. */
function historyOf(runId: string, definitionId: string, steps = STEPS, more: object = {}): RunHistory {
  const events = eventsOf(runId, 't-one');
  const told: RunEvent[] = [
    events.started(1, 1, { definitionId, definitionVersion: 1, module: 'leads', recordId: 'r0', ...more }),
  ];
  for (const [nodeId, nodeKind, output] of steps) {
    const stepId = `${runId}-${nodeId}`;
    const at = told.length + 1;
    told.push(events.stepStarted(at, at, stepId, { nodeId, nodeKind, action: nodeKind }));
    told.push(events.stepFinished(at + 1, at + 1, stepId, { output: JSON.stringify(output) }));
  }
  told.push(events.finished(told.length + 1, told.length + 1, { status: 'failed' }));
  return told.reduce<RunHistory | null>(project, null) ?? expect.unreachable();
}
const write = (history: RunHistory) =>
  rig.api.db.collection<HistoryDocument>(RUN_HISTORY).insertOne(toDocument(history, 'test'));
async function overWithHistory(
  more: object = {},
  steps = STEPS,
): Promise<{ readonly runId: string; readonly definitionId: string }> {
  const definitionId = await define();
  const runId = await over(definitionId);
  await write(historyOf(runId, definitionId, steps, more));
  return { runId, definitionId };
}

const again = (runId: string, body: object = {}): Promise<Reply> =>
  rig.api.writer.post(`/api/runs/${runId}/again`, { ...REASON, ...body });
const fields = z.record(z.string(), z.unknown());
const startOf = async ({ body }: Reply) => {
  const { runId } = z.object({ runId: z.string() }).parse(body);
  const found = (await rig.starts()).find((request) => request.runId === runId) ?? expect.unreachable();
  const read = (text: string | null | undefined) => fields.parse(JSON.parse(text ?? 'null'));
  return { ...found, variables: read(found.variables), results: read(found.results) };
};
const came = (output: object) => ({ outcome: 'succeeded', answer: null, output });

describe('a run again', () => {
  it('knows variables and outputs as they were when the step began', async () => {
    const { runId } = await overWithHistory();
    const reply = await again(runId, { from: 'count' });
    expect(reply).toMatchObject({
      status: 202,
      body: { from: 'count', carried: { variables: ['plan', 'tries'], steps: ['plan', 'ask'] }, unknown: [] },
    });
    expect(await startOf(reply)).toMatchObject({
      startAt: 'count',
      variables: { plan: 'pro', tries: 1 },
      results: { plan: came({ plan: 'pro', tries: 1 }), ask: came({ n: 2, name: 'Ada' }) },
      parent: { runId, stepId: `${runId}-count` },
    });
    expect((await startOf(await again(runId, { from: `${runId}-tell` }))).variables).toEqual({
      plan: 'pro',
      tries: 2,
    });
  });
  it('takes variables of the request in the place of known ones, one by one', async () => {
    const { runId } = await overWithHistory();
    const reply = await again(runId, { from: 'tell', variables: { tries: 9, more: [1] } });
    expect((await startOf(reply)).variables).toEqual({ plan: 'pro', tries: 9, more: [1] });
  });
  it('from the beginning begins with what the run was begun with, and with nothing else', async () => {
    const { runId } = await overWithHistory();
    expect(await startOf(await again(runId))).toMatchObject({ startAt: 'plan', variables: {}, results: {} });
    const given = {
      startedBy: { by: 'k', reason: 'r' },
      variables: '{"plan":"free"}',
      results: JSON.stringify({ old: came({}) }),
    };
    const asked = await overWithHistory(given);
    expect(await startOf(await again(asked.runId))).toMatchObject({
      variables: { plan: 'free' },
      results: { old: came({}) },
    });
  });
  it('at a node that the run never came to knows all that it had come to know', async () => {
    const { runId } = await overWithHistory();
    const reply = await again(runId, { from: 'bye' });
    expect(await startOf(reply)).toMatchObject({
      startAt: 'bye',
      variables: { tries: 2 },
      results: { tell: came({}) },
    });
  });
  it('says in the audit what was taken over by its names alone', async () => {
    const { runId } = await overWithHistory();
    await again(runId, { from: 'tell' });
    const { body } = await rig.api.reader.get(`/api/audit?verb=again&subject=${runId}`);
    expect(body).toMatchObject({
      acts: [{ detail: { carried: { steps: ['plan', 'ask', 'count'] }, unknown: [] } }],
    });
    expect(JSON.stringify(body)).not.toContain('Ada');
  });
});

describe('what is not known', () => {
  const unknown = (why: string) => [
    { of: 'variables', name: null, why },
    { of: 'steps', name: null, why },
  ];
  const refused = (because: string) => ({
    status: 422,
    body: {
      errors: ['plan', 'tries', 'ask'].map((name) => ({
        pointer: '/variables',
        code: 'unknown_before',
        detail: expect.stringMatching(new RegExp(`"tell" reads \\w+.${name}, and ${because}`, 'u')),
      })),
    },
  });

  it.each<[string, string, (history: RunHistory) => RunHistory | null]>([
    ['not_kept', 'the history does not keep it', () => null],
    ['erased', 'the history of the run was erased', (history) => withoutSubject(history, 9)],
    [
      'events_missing',
      'the history lacks events',
      (history) => ({ ...history, missedEvents: 2, steps: history.steps.slice(3) }),
    ],
  ])('is refused where it is read, and said where it is not: %s', async (why, because, changed) => {
    const definitionId = await define();
    const runId = await over(definitionId);
    const history = changed(historyOf(runId, definitionId));
    if (history !== null) await write(history);
    expect(await again(runId, { from: 'tell' })).toMatchObject(refused(because));
    expect(await again(runId, { from: 'bye' })).toMatchObject({
      status: 202,
      body: { unknown: unknown(why) },
    });
    expect(await again(runId)).toMatchObject({ status: 202 });
  });
  it('is let be where variables are said, were they none', async () => {
    const runId = await over(await define());
    const reply = await again(runId, { from: 'tell', variables: {} });
    expect(reply).toMatchObject({
      status: 202,
      body: { carried: { variables: [], steps: [] }, unknown: unknown('not_kept') },
    });
    expect((await startOf(await again(runId, { from: 'tell', variables: { plan: 'x' } }))).variables).toEqual(
      { plan: 'x' },
    );
  });
  it('is an output that the history has cut', async () => {
    const steps: readonly Step[] = STEPS.map(([id, kind, output]) =>
      id === 'ask' ? [id, kind, { name: 'x'.repeat(40_000) }] : [id, kind, output],
    );
    const { runId } = await overWithHistory({}, steps);
    expect(await again(runId, { from: 'tell' })).toMatchObject({
      status: 422,
      body: { errors: [{ detail: expect.stringContaining('steps.ask, and it is longer') }] },
    });
    const reply = await again(runId, { from: 'tell', variables: {} });
    expect(reply).toMatchObject({ body: { unknown: [{ of: 'steps', name: 'ask', why: 'too_long' }] } });
    expect((await startOf(reply)).results).toMatchObject({ ask: came({}) });
  });
  it.each([
    ['x', 13],
    ['ж', 6],
  ])(
    'is what many outputs hold together beyond what a request may hold, in bytes: %s',
    async (letter, kept) => {
      const output = { text: letter.repeat(30_000) };
      const many: readonly Step[] = Array.from({ length: 20 }, (_, at) => [`n${at}`, 'action', output]);
      const { runId } = await overWithHistory({}, many);
      const reply = await again(runId, { from: 'bye' });
      const unknown = many.slice(kept).map(([name]) => ({ of: 'steps', name, why: 'too_long' }));
      expect(reply).toMatchObject({ status: 202, body: { unknown } });
      const { results } = await startOf(reply);
      expect([results['n0'], results['n19']]).toEqual([came(output), came({})]);
    },
  );
  it('are variables beyond that, of which those that are said come first', async () => {
    const set = Array.from({ length: 20 }, (_, at): Step => [
      `s${at}`,
      'set',
      { [`v${at}`]: 'x'.repeat(30_000) },
    ]);
    const { runId } = await overWithHistory({}, set);
    const reply = await again(runId, { from: 'bye', variables: { v19: 'short' } });
    const { variables } = await startOf(reply);
    expect(Object.keys(variables)).toEqual(['v19', ...Array.from({ length: 13 }, (_, at) => `v${at}`)]);
    expect(reply.body).toMatchObject({
      unknown: expect.arrayContaining([{ of: 'variables', name: 'v13', why: 'too_long' }]),
    });
  });
  it('is the record itself where all that is left of the run is its erased history', async () => {
    const [runId, definitionId] = [randomUUID(), await define()];
    await write(withoutSubject(historyOf(runId, definitionId), 9));
    expect(await again(runId, { variables: {} })).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('erased') },
    });
    expect((await rig.starts()).filter(({ recordId }) => recordId === ERASED)).toEqual([]);
  });
});

describe('a run of the sandbox', () => {
  it('is run again in the sandbox', async () => {
    const live = await overWithHistory();
    expect(await startOf(await again(live.runId))).toMatchObject({ sandbox: false });
    const described = await overWithHistory({ sandbox: true });
    const reply = await again(described.runId, { from: 'tell' });
    expect(reply).toMatchObject({ body: { sandbox: true } });
    expect(await startOf(reply)).toMatchObject({ sandbox: true });
  });
  it('is run again there too while it has no history', async () => {
    const runId = await over(await define(), { sandbox: true });
    expect(await startOf(await again(runId, { variables: {} }))).toMatchObject({ sandbox: true });
  });
  it('is what every run is that is run again while its tenant is there', async () => {
    const { runId } = await overWithHistory();
    await rig.api.writer.put('/api/sandbox', { sandbox: true, ...REASON });
    const reply = await again(runId);
    await rig.api.writer.put('/api/sandbox', { sandbox: false, ...REASON });
    expect(await startOf(reply)).toMatchObject({ sandbox: true });
    expect(await startOf(await again(runId))).toMatchObject({ sandbox: false });
  });
});
