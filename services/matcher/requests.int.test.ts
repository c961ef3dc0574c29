/** Shows on real engines what becomes of a request for a run: it starts once, or whoever awaits it hears why it does not. */
import { randomUUID } from 'node:crypto';
import type { Batch, BusRecord } from '@upshot/bus';
import type { Definition, Trigger } from '@upshot/definitions';
import { createMirrorReader } from '@upshot/mirror-reader';
import type { RelatedReading } from '@upshot/rules';
import type { RunCommand, StartRequest } from '@upshot/schemas';
import { createLogger } from '@upshot/telemetry';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { createDefinitionsTable, type DefinitionsTable } from './definitions-table.ts';
import { openRequests, startRequested, type RequestPorts } from './requests.ts';
import { definition, jsonCodec, published } from './testing/definition.ts';
import { demoMapping } from './testing/time.ts';
import { crashAt, openBench, task } from './testing/time-bench.ts';

let bench: Awaited<ReturnType<typeof openBench>>;
let definitions: DefinitionsTable;
let sent: RunCommand[];
let buried: string[];
const running: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  bench = await openBench(inject('engines'));
  await bench.remember(task('t1', { title: 'Call' }), task('gone', {}, { deleted: true }));
});
afterAll(async () => {
  await bench.close();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
});

function engines() {
  [sent, buried] = [[], []];
  bench.verdicts.clear();
  definitions = createDefinitionsTable({
    codec: jsonCodec,
    schemas: new Map([...demoMapping.modules].map(([name, module]) => [name, module.schema])),
    log: createLogger({ service: 'matcher-test', write: () => {} }),
  });
  definitions.open();
  return {
    ...bench.engines,
    mapping: demoMapping,
    mirror: createMirrorReader(bench.db),
    definitions,
    requestCodec: bench.requestCodec,
    deadLetters: { bury: async (_: unknown, stage: string) => void buried.push(stage) },
  };
}

const onTasks = (more: Partial<Definition> = {}, trigger: Partial<Trigger> = {}): Definition =>
  definition({ id: 'd1', ...more }, { module: 'tasks', kind: 'created', name: 'task_created', ...trigger });
const live = (each: Definition): Promise<void> => definitions.take(published(each, 1, JSON.stringify(each)));
const request = (more: Partial<StartRequest> = {}): StartRequest => ({
  tenantId: 'demo',
  runId: randomUUID(),
  definitionId: 'd1',
  module: 'tasks',
  recordId: 't1',
  startAt: null,
  definition: null,
  variables: null,
  parent: null,
  startedBy: { by: 'key-1', reason: 'a test' },
  rootRunId: 'root',
  depth: 0,
  sandbox: false,
  requestedAtMs: 1_700_000_000_000,
  force: false,
  ...more,
});
const parent = { runId: 'p1', stepId: 's1', awaits: true } as const;
const byRun = (more: Partial<StartRequest> = {}): StartRequest =>
  request({ startedBy: null, parent, depth: 1, ...more });

function batchOf(...values: readonly (StartRequest | Buffer)[]): Batch {
  const records = values.map((value, at): BusRecord => ({
    topic: 'upshot.start-requests',
    partition: 0,
    offset: BigInt(at),
    timestampMs: 0,
    key: null,
    value: Buffer.isBuffer(value) ? value : bench.requestCodec.encode(value),
    headers: {},
  }));
  return { topic: 'upshot.start-requests', partition: 0, records, highWatermark: BigInt(values.length) };
}

/** The matcher's ports, with what it sends kept in the order of sending. */
function ports(more: Partial<RequestPorts> = {}): RequestPorts {
  const codec = {
    encode: (command: RunCommand) => (sent.push(command), bench.engines.codec.encode(command)),
  };
  return { ...engines(), bus: { send: async () => undefined }, codec, ...more };
}
const reasons = (): readonly string[] => [...bench.verdicts.keys()];

describe('a request by hand', () => {
  it('starts the definition on the record as the mirror has it', async () => {
    const matcher = ports();
    await live(onTasks());
    const results = '{"a":{"outcome":"succeeded","answer":null,"output":{}}}';
    const asked = request({ startAt: null, variables: '{"n":1}', results, sandbox: true });
    await startRequested(batchOf(asked), matcher);
    expect(sent).toMatchObject([
      {
        tenantId: 'demo',
        runId: asked.runId,
        start: {
          definitionId: 'd1',
          module: 'tasks',
          recordId: 't1',
          operation: 'update',
          positionId: 'position-of-t1',
          committedAtMs: asked.requestedAtMs,
          rootRunId: 'root',
          depth: 0,
          variables: '{"n":1}',
          results,
          sandbox: true,
          startedBy: { by: 'key-1', reason: 'a test' },
          parent: null,
        },
      },
    ]);
    expect(JSON.parse(sent[0]?.start?.after ?? '')).toMatchObject({ title: 'Call', status: 'open' });
    expect(sent[0]?.start?.before).toBe(sent[0]?.start?.after);
    expect(reasons()).toEqual(['requested']);
  });
  it('starts what is switched off too', async () => {
    const matcher = ports();
    await live(onTasks({ active: false }));
    await startRequested(batchOf(request()), matcher);
    expect(sent).toHaveLength(1);
  });
  it('starts the version that it brings along, though the definition has another, or is gone', async () => {
    const matcher = ports();
    await live(onTasks({ version: 3 }));
    const earlier = JSON.stringify(onTasks({ version: 2, name: 'Earlier' }));
    const unknown = JSON.stringify(onTasks({ version: 1, id: 'd9' }));
    await startRequested(
      batchOf(request({ definition: earlier }), request({ definition: unknown, definitionId: 'd9' })),
      matcher,
    );
    expect(sent.map(({ start }) => [start?.definitionId, start?.definitionVersion])).toEqual([
      ['d1', 2],
      ['d9', 1],
    ]);
  });
  it.each([
    ['obeys the re-entry policy', {}, { policy: 'once_per_record', coolDownMs: 0 }],
    ['does not where it is forced', { force: true }, null],
    ['does not where it runs again from a step', { startAt: 'n' }, null],
  ])('%s', async (_name, more, reentry) => {
    const matcher = ports();
    await live(onTasks({}, { reentry: { policy: 'once_per_record' } }));
    await startRequested(batchOf(request(more)), matcher);
    expect(sent[0]?.start?.reentry).toEqual(reentry);
  });
  it('starts on a record of a module without a table, of which nothing is known but its id', async () => {
    const matcher = ports();
    const [name = ''] = [...demoMapping.modules].find(([, { table }]) => table === null) ?? [];
    await live(onTasks({}, { module: name }));
    await startRequested(batchOf(request({ module: name, recordId: 'x' })), matcher);
    expect(JSON.parse(sent[0]?.start?.after ?? '')).toEqual({
      [demoMapping.modules.get(name)?.id ?? '']: 'x',
    });
  });
});

describe('a request of another run', () => {
  it('starts a run that knows its parent, one step deeper in the same chain', async () => {
    const matcher = ports();
    await live(onTasks());
    await startRequested(batchOf(byRun()), matcher);
    expect(sent[0]?.start).toMatchObject({ parent, depth: 1, rootRunId: 'root', startedBy: null });
  });
  it.each([
    ['definition_unknown', { definitionId: 'other' }, 'not_found'],
    ['definition_inactive', { definitionId: 'off' }, 'not_found'],
    ['other_module', { module: 'leads' }, 'not_found'],
    ['record_gone', { recordId: 'gone' }, 'not_found'],
    ['record_gone', { recordId: 'never' }, 'not_found'],
    ['record_gone', { tenantId: 't2', recordId: 't1' }, 'not_found'],
    ['loop_limit', { depth: 6 }, 'failed'],
  ])('that cannot start for %s is answered so, where it is awaited: %o', async (why, more, answer) => {
    const warned: unknown[] = [];
    const matcher = ports({ log: { warn: (fields) => void warned.push(fields) } });
    await live(onTasks());
    await live(onTasks({ id: 'off', active: false }));
    await live(onTasks({ tenantId: 't2' }));
    const asked = byRun(more);
    await startRequested(batchOf(asked, { ...asked, parent: { ...parent, awaits: false } }), matcher);
    expect(sent).toMatchObject([
      {
        tenantId: asked.tenantId,
        runId: 'p1',
        start: null,
        reportEffect: { stepId: 's1', outcome: 'failed', answer, errorCode: why },
      },
    ]);
    expect(bench.verdicts.get(why)).toBe(2);
    expect(warned).toMatchObject([{ runId: asked.runId, reason: why }, { reason: why }]);
  });
  it('starts within the limit', async () => {
    const matcher = ports();
    await live(onTasks());
    await startRequested(batchOf(byRun({ depth: 5 })), matcher);
    expect(sent[0]?.start?.depth).toBe(5);
  });
});

describe('a request that comes early', () => {
  it('waits for a definition that may not have been read, and the others do not', async () => {
    const matcher = ports();
    await live(onTasks());
    const fresh = byRun({ definitionId: 'new', requestedAtMs: Date.now() });
    const batch = batchOf(fresh, byRun());
    await expect(startRequested(batch, matcher)).rejects.toMatchObject({ retry: 'later' });
    expect(sent).toHaveLength(1);
    await live(onTasks({ id: 'new' }));
    await startRequested(batch, matcher);
    expect(sent.map(({ start }) => start?.definitionId)).toEqual(['d1', 'new', 'd1']);
  });
  it('waits for the mirror', async () => {
    const stale = async (asks: readonly unknown[]): Promise<readonly RelatedReading[]> =>
      asks.map(() => 'related_stale');
    const matcher = ports({ related: { read: stale } });
    await live(onTasks());
    await expect(startRequested(batchOf(byRun()), matcher)).rejects.toMatchObject({ code: 'mirror_behind' });
    expect(sent).toEqual([]);
  });
});

describe('a request that cannot be read', () => {
  it.each([
    ['no request', (): Buffer => Buffer.from('garbage')],
    ['without a definition', (): StartRequest => request({ definition: '{"id":1}' })],
    ['without JSON', (): StartRequest => request({ definition: '{' })],
    [
      "with another tenant's definition",
      (): StartRequest => request({ definition: JSON.stringify(onTasks({ tenantId: 't2' })) }),
    ],
  ])('being %s goes to the dead letters, and the batch goes on', async (_name, broken) => {
    const matcher = ports();
    await live(onTasks());
    await startRequested(batchOf(broken(), request()), matcher);
    expect(buried).toEqual(['decode-request']);
    expect(sent).toHaveLength(1);
  });
});

describe('a matcher', () => {
  it('takes requests as they stand on the topic, each once, though it crashes and they come again', async () => {
    const kafka = { ...engines() };
    await live(onTasks());
    const asked = Array.from({ length: 20 }, () => request());
    running.push(await openRequests({ ...kafka, crashPoint: crashAt('matcher.sent') }, bench.requests));
    await bench.sendRequests(...asked);
    const runIds = () => bench.started.map(({ runId }) => runId);
    await vi.waitFor(
      () => {
        expect(new Set(runIds())).toEqual(new Set(asked.map(({ runId }) => runId)));
        expect(runIds().length).toBeGreaterThan(asked.length);
      },
      { timeout: 40_000, interval: 50 },
    );
  });
});
