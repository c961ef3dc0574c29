/** Shows on real engines that a report says what was sent, without its secrets, and when each attempt was made, also when it comes again. */
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { openBench, type Bench } from './testing/bench.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await openBench(inject('engines'));
});
afterAll(() => bench.close());
beforeEach(() => {
  bench.http.answers = [{ status: 503 }, { status: 200 }];
});

it('tells the history what was sent and how often', async () => {
  const made = bench.effectOf();
  const config: Record<string, unknown> = JSON.parse(made.config);
  const effect = {
    ...made,
    config: JSON.stringify({
      ...config,
      method: 'POST',
      headers: [{ key: 'x-api-key', value: 'hush-hush', enabled: true }],
      bodyType: 'json',
      bodyJson: '{"password":"hush-hush","stage":"won"}',
    }),
  };
  const report = await bench.resultOf(effect);
  expect(report).toMatchObject({ outcome: 'succeeded', attempts: 2 });
  expect(report.attemptLog).toMatchObject([{ startedAtMs: expect.any(Number) }, { errorCode: null }]);
  expect(report.input).not.toContain('hush-hush');
  expect(JSON.parse(report.input ?? '')).toMatchObject({ method: 'POST', body: { stage: 'won' } });
  expect(await bench.resultOf(effect)).toEqual(report);
});
