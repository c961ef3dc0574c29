/** Spans and metrics as a real OTLP receiver gets them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UpshotError } from '@upshot/errors';
import {
  ATTRIBUTES,
  contextFromHeaders,
  contextToHeaders,
  inStage,
  linkFrom,
  recordedStage,
  ROOT_CONTEXT,
  type StageOptions,
  startTelemetry,
  type Telemetry,
  traceIdOf,
} from './index.ts';
import { type OtlpReceiver, startOtlpReceiver } from './testing/otlp-receiver.ts';

let receiver: OtlpReceiver;
let telemetry: Telemetry;

beforeEach(async () => {
  receiver = await startOtlpReceiver();
  telemetry = startTelemetry({
    service: 'matcher',
    otlpEndpoint: receiver.endpoint,
    metricIntervalMs: 60_000,
  });
});
afterEach(async () => {
  await telemetry.shutdown();
  await receiver.close();
});

const spanNamed = (name: string) => receiver.spans.find((span) => span.name === name);
const points = (name: string) =>
  receiver.metrics
    .filter((metric) => metric.name === name)
    .flatMap((metric) => (metric.sum ?? metric.gauge ?? metric.histogram)?.dataPoints ?? []);

describe('a stage', () => {
  it('is a span of its name inside the one around it, with the attributes that it was given', async () => {
    await inStage(telemetry, 'decode-change', { attributes: { [ATTRIBUTES.tenantId]: 'demo' } }, (outer) =>
      inStage(telemetry, 'evaluate-rules', {}, (inner) => {
        inner.set({ [ATTRIBUTES.matchCount]: 2 });
        expect(traceIdOf(inner.context)).toBe(traceIdOf(outer.context));
      }),
    );
    await telemetry.shutdown();
    expect(receiver.services).toContain('matcher');
    expect(spanNamed('evaluate-rules')).toMatchObject({
      parentSpanId: spanNamed('decode-change')?.spanId,
      attributes: { 'upshot.matches': 2, 'upshot.outcome': 'ok' },
    });
    expect(spanNamed('decode-change')).toMatchObject({ attributes: { 'upshot.tenant.id': 'demo' } });
    expect(spanNamed('decode-change')?.parentSpanId ?? '').toBe('');
  });

  it('that fails shows its code, never its message, and throws on', async () => {
    const failure = new UpshotError('conflict', 'ann@example.com');
    const run = inStage(telemetry, 'commit-run', {}, () => Promise.reject(failure));
    await expect(run).rejects.toBe(failure);
    await expect(
      inStage(telemetry, 'load-run', {}, () => {
        throw new TypeError('ann@example.com');
      }),
    ).rejects.toThrow(TypeError);
    await telemetry.shutdown();
    expect(spanNamed('commit-run')).toMatchObject({
      status: { code: 2, message: 'conflict' },
      attributes: { 'error.type': 'conflict', 'upshot.outcome': 'conflict' },
    });
    expect(spanNamed('load-run')).toMatchObject({ status: { code: 2, message: 'internal' } });
    expect(receiver.bodies.join('\n')).not.toContain('ann@example.com');
  });

  it('may name an outcome that is no error, and begin in the past', async () => {
    // A time of these days: OpenTelemetry takes a small number for one on the process's own clock.
    const startTimeMs = Date.UTC(2026, 0, 1);
    await inStage(telemetry, 'find-candidates', { startTimeMs }, (stage) => stage.outcome('no_match'));
    await telemetry.shutdown();
    const span = spanNamed('find-candidates');
    expect(span).toMatchObject({ attributes: { 'upshot.outcome': 'no_match' }, status: { code: 0 } });
    expect(span?.startTimeUnixNano).toBe(BigInt(startTimeMs) * 1_000_000n);
  });

  it('continues the trace in headers, and links to another', async () => {
    const parent = contextFromHeaders({ traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` });
    const link = linkFrom({ traceparent: `00-${'c'.repeat(32)}-${'d'.repeat(16)}-01` });
    const options: StageOptions = { parent, links: link ? [link] : [] };
    const headers = await inStage(telemetry, 'deliver', options, (stage) => contextToHeaders(stage.context));
    await telemetry.shutdown();
    const span = spanNamed('deliver');
    expect(span).toMatchObject({
      traceId: 'a'.repeat(32),
      parentSpanId: 'b'.repeat(16),
      links: [{ traceId: 'c'.repeat(32), spanId: 'd'.repeat(16) }],
    });
    expect(headers).toEqual({ traceparent: `00-${'a'.repeat(32)}-${span?.spanId}-01` });
  });

  it('takes only attributes of the list', () => {
    // @ts-expect-error a record's key has no attribute
    const options: StageOptions = { attributes: { 'messaging.kafka.message.key': 'ann@example.com' } };
    expect(Object.values(ATTRIBUTES)).not.toContain(Object.keys(options.attributes ?? {})[0]);
  });
});

describe('a stage that is over', () => {
  it('gets the times it is given and carries further stages', async () => {
    const decoded = recordedStage(telemetry, 'decode-change', {
      parent: ROOT_CONTEXT,
      startTimeMs: 1_700_000_000_000,
      endTimeMs: 1_700_000_000_250,
      attributes: { [ATTRIBUTES.module]: 'leads' },
    });
    recordedStage(telemetry, 'plan-commands', {
      parent: decoded,
      startTimeMs: 5,
      endTimeMs: 3,
      outcome: 'late',
    });
    await telemetry.shutdown();
    const span = spanNamed('decode-change');
    expect(span?.startTimeUnixNano).toBe(1_700_000_000_000_000_000n);
    expect(span?.endTimeUnixNano).toBe(1_700_000_000_250_000_000n);
    expect(spanNamed('plan-commands')).toMatchObject({
      parentSpanId: span?.spanId,
      traceId: traceIdOf(decoded),
      attributes: { 'upshot.outcome': 'late' },
    });
  });
});

describe('metrics', () => {
  it('have rate, errors and duration of each stage', async () => {
    await inStage(telemetry, 'render', {}, () => 1);
    await inStage(telemetry, 'render', {}, () => 1);
    await inStage(telemetry, 'render', {}, () =>
      Promise.reject(new UpshotError('template_invalid', '')),
    ).catch(() => {});
    recordedStage(telemetry, 'deliver', { startTimeMs: 1_000, endTimeMs: 3_500 });
    recordedStage(telemetry, 'deliver', { startTimeMs: 0, endTimeMs: 9, measured: false });
    await telemetry.shutdown();
    const durations = points('upshot.stage.duration');
    expect(durations).toContainEqual(
      expect.objectContaining({ attributes: { 'upshot.stage': 'render', 'upshot.outcome': 'ok' }, count: 2 }),
    );
    expect(durations).toContainEqual(
      expect.objectContaining({
        attributes: { 'upshot.stage': 'render', 'upshot.outcome': 'template_invalid' },
        count: 1,
      }),
    );
    expect(durations).toContainEqual(
      expect.objectContaining({
        attributes: { 'upshot.stage': 'deliver', 'upshot.outcome': 'ok' },
        count: 1,
        sum: 2.5,
      }),
    );
  });

  it('count records, dead letters and effects', async () => {
    telemetry.metrics.countRecords('crm.public.leads', 'matched', 3);
    telemetry.metrics.countRecords('crm.public.leads', 'matched');
    telemetry.metrics.countDeadLetter('crm.public.leads', 'bad_magic_byte');
    telemetry.metrics.countEffect('email', 'delivered');
    await telemetry.shutdown();
    expect(points('upshot.records')).toMatchObject([
      {
        asDouble: 4,
        attributes: { 'messaging.destination.name': 'crm.public.leads', 'upshot.outcome': 'matched' },
      },
    ]);
    expect(points('upshot.dead_letters')).toMatchObject([
      { asDouble: 1, attributes: { 'error.type': 'bad_magic_byte' } },
    ]);
    expect(points('upshot.effects')).toMatchObject([
      { asDouble: 1, attributes: { 'upshot.channel': 'email', 'upshot.outcome': 'delivered' } },
    ]);
  });

  it('ask for the lag when they are sent, of groups that still run', async () => {
    telemetry.metrics.observeLag('matcher', () => ({ records: 12, seconds: 1.5 }));
    const stop = telemetry.metrics.observeLag('gone', () => ({ records: 1, seconds: 1 }));
    stop();
    await telemetry.shutdown();
    expect(points('upshot.lag.records')).toEqual([
      { asDouble: 12, attributes: { 'messaging.consumer.group.name': 'matcher' } },
    ]);
    expect(points('upshot.lag.seconds')).toEqual([
      { asDouble: 1.5, attributes: { 'messaging.consumer.group.name': 'matcher' } },
    ]);
  });
});

describe('without a receiver', () => {
  it('spans have ids, so that headers always carry a trace', async () => {
    const silent = startTelemetry({ service: 'runner' });
    const headers = await inStage(silent, 'decide', {}, (stage) => contextToHeaders(stage.context));
    expect(headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/u);
    await silent.shutdown();
  });
  it('that answers, work and shutdown go on', async () => {
    const lost = startTelemetry({ service: 'runner', otlpEndpoint: 'http://127.0.0.1:9' });
    expect(await inStage(lost, 'decide', {}, () => 7)).toBe(7);
    await lost.shutdown();
  });
});
