/** A request's trace and metrics, as an OTLP receiver gets them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startOtlpReceiver, type OtlpReceiver } from '@upshot/telemetry/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openBench, type Bench } from './testing/bench.ts';
import { idOf, WORKFLOW } from './testing/workflow.ts';

let receiver: OtlpReceiver;
let bench: Bench;
beforeAll(async () => {
  receiver = await startOtlpReceiver();
  bench = await openBench(inject('engines'), { otlpEndpoint: receiver.endpoint });
});
afterAll(async () => {
  await bench.close();
  await receiver.close();
});

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const traceparent = `00-${TRACE}-${PARENT}-01`;

async function spanNamed(name: string) {
  for (;;) {
    const found = receiver.spans.find((span) => span.name === name);
    if (found !== undefined) return found;
    await sleep(50);
  }
}

describe('a request', () => {
  it('continues the client’s trace, named by its route, and its publishing stands under it', async () => {
    const created = await bench.writer.send('POST', '/api/workflows', {
      body: JSON.stringify({ ...WORKFLOW, name: 'canary-name' }),
      headers: { 'content-type': 'application/json', traceparent },
    });
    const id = idOf(created);
    await bench.writer.get(`/api/workflows/${id}?canary-query=1`);
    const span = await spanNamed('POST /api/workflows');
    expect(span).toMatchObject({ traceId: TRACE, parentSpanId: PARENT });
    expect(span.attributes).toMatchObject({
      'http.request.method': 'POST',
      'http.response.status_code': 201,
    });
    const published = await spanNamed('publish-definition');
    expect(published).toMatchObject({ traceId: TRACE, parentSpanId: span.spanId });
    expect((await spanNamed('GET /api/workflows/:id')).attributes).toMatchObject({ 'upshot.outcome': 'ok' });
    const [record] = (await bench.published()).filter(({ key }) => key?.toString().endsWith(id));
    expect(record?.headers['traceparent']?.toString()).toBe(`00-${TRACE}-${published.spanId}-01`);
  });
  it('is counted with its outcome, refusals apart, and tells nothing of what was in it', async () => {
    await bench.client('').get('/workflows');
    const refused = await spanNamed('GET /workflows');
    expect(refused.attributes).toMatchObject({
      'http.response.status_code': 401,
      'upshot.outcome': 'refused_401',
    });
    const isCounted = () =>
      receiver.metrics.some(
        ({ name, histogram }) =>
          name === 'upshot.stage.duration' &&
          histogram?.dataPoints.some(({ attributes }) => attributes['upshot.outcome'] === 'refused_401'),
      );
    while (!isCounted()) await sleep(50);
    const everything = receiver.bodies.join('');
    for (const canary of ['canary-name', 'canary-query', bench.keys.writer])
      expect(everything).not.toContain(canary);
  });
});
