/** A dispatcher on real engines, without its consumers: tests hand it effects and look at what they led to. */
import { randomUUID } from 'node:crypto';
import type { BusRecord } from '@upshot/bus';
import type { Effect, ReportEffect } from '@upshot/schemas';
import { createLedger } from '../ports/ledger.ts';
import { dispatchEffect, type DispatcherPorts } from '../topology.ts';
import { openActionPorts, openEnds, openPorts, TEST_TOPIC, type TestEngines } from './bench-ports.ts';
import { hearReports } from './reports.ts';

/** Connects everything; `tenantId` is this bench's own. */
export async function openBench(engines: TestEngines) {
  const tenantId = `t-${randomUUID().slice(0, 8)}`;
  const ends = await openEnds(engines);
  const actionPorts = await openActionPorts(ends);
  const { ports, ledger, effects, commands } = await openPorts(ends, actionPorts);
  const reports = await hearReports(ends.bus, commands, tenantId);
  const effectOf = effectMaker(tenantId, `${ends.http.url}/hook`);
  const dispatch = (effect: Effect, changed: Partial<DispatcherPorts> = {}, signal?: AbortSignal) =>
    dispatchEffect(recordOf(effects.encode(effect)), signal ?? new AbortController().signal, {
      ...ports,
      ...changed,
    });
  /** Carries an effect out; what its latest report says, output and patch read. */
  const resultOf = async (effect: Effect, changed: Partial<DispatcherPorts> = {}) => {
    const before = reports.count(effect.effectId);
    await dispatch(effect, changed);
    const heard = await reports.of(effect.effectId, before + 1);
    return readReport(heard.at(-1)?.report);
  };
  return {
    ...ends,
    tenantId,
    ports,
    actionPorts,
    ledger,
    effects,
    mapping: actionPorts.mapping,
    effectOf,
    recordOf,
    dispatch,
    resultOf,
    reports,
    /** As if the ledger had been lost: only the other sides remember. */
    withoutLedger: async () => {
      await ends.lost.dropDatabase();
      return { ledger: createLedger(ends.lost, ports.leaseMs) };
    },
    /** As if Redis had been flushed, for this bench's tenant: other tests share the server. */
    loseRedis: async () => {
      const lose = `for _, key in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('DEL', key) end return 0`;
      await ends.redis.run(lose, [], [`{t:${tenantId}}*`]);
    },
    close: async () => {
      await reports.stop();
      await Promise.all([actionPorts.egress.close(), actionPorts.crm.close()]);
      await ends.close();
    },
  };
}

export type Bench = Awaited<ReturnType<typeof openBench>>;

/** Makes effects of a tenant, by default a webhook to `url`. */
const effectMaker =
  (tenantId: string, url: string) =>
  (part: Partial<Effect> = {}): Effect => ({
    tenantId,
    effectId: randomUUID(),
    runId: randomUUID(),
    stepId: randomUUID(),
    nodeId: 'n1',
    definitionId: 'd1',
    definitionVersion: 3,
    channel: 'webhook',
    action: 'webhook',
    config: JSON.stringify({ url }),
    module: 'leads',
    triggerName: 'lead_created',
    recordId: randomUUID(),
    record: JSON.stringify({ first_name: 'Ann', stage: 'new' }),
    previous: null,
    rootRunId: 'root-1',
    depth: 0,
    requestedAtMs: Date.UTC(2026, 0, 15, 12),
    sandbox: false,
    readable: null,
    ...part,
  });

/** A record of an effects topic, as the bus would hand it over. */
const recordOf = (value: Buffer | null, headers: BusRecord['headers'] = {}): BusRecord => ({
  topic: TEST_TOPIC,
  partition: 0,
  offset: 7n,
  timestampMs: 1,
  key: Buffer.from('tenant/record'),
  value,
  headers,
});

function readReport(report: ReportEffect | undefined) {
  const output: unknown = JSON.parse(report?.output ?? 'null');
  const recordPatch: unknown = JSON.parse(report?.recordPatch ?? 'null');
  return { ...report, output, recordPatch };
}
