/** Shows that the stages are walked in their order, each once and by its name, and what each says of its end. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openBench, type Bench } from './testing/bench.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await openBench(inject('engines'));
});
afterAll(() => bench.close());

/** The walk of an effect: every stage with its outcome. */
async function walkOf(effect: ReturnType<Bench['effectOf']>): Promise<readonly string[]> {
  const walked: string[] = [];
  const { telemetry } = bench.ports;
  const recordStage = (stage: string, outcome: string) => void walked.push(`${stage}: ${outcome}`);
  await bench.resultOf(effect, {
    telemetry: { ...telemetry, metrics: { ...telemetry.metrics, recordStage } },
  });
  return walked;
}

describe('the walk of an effect', () => {
  it('has six stages', async () => {
    expect(await walkOf(bench.effectOf())).toEqual([
      'decode-effect: ok',
      'claim-once: ok',
      'check-limits: ok',
      'render: ok',
      'deliver: ok',
      'report-result: ok',
    ]);
  });
  it('is short where the effect is done already', async () => {
    const effect = bench.effectOf();
    await walkOf(effect);
    expect(await walkOf(effect)).toEqual([
      'decode-effect: ok',
      'claim-once: done_already',
      'report-result: ok',
    ]);
  });
  it('names how the delivery ended', async () => {
    const effect = bench.effectOf({ config: JSON.stringify({ url: 'http://10.0.0.1/' }) });
    expect(await walkOf(effect)).toContain('deliver: failed');
  });
});

describe('a failure', () => {
  it('is told to the log by its ids and code, and nothing of its record', async () => {
    const lines: string[] = [];
    const warn = (fields: object, message: string) => void lines.push(JSON.stringify([fields, message]));
    const record = JSON.stringify({ first_name: 'Canary', email: 'canary@example.com' });
    const config = JSON.stringify({
      url: 'http://10.0.0.1/?name={{trigger.first_name}}',
      bodyJson: { a: '{{trigger.email}}' },
    });
    const effect = bench.effectOf({ record, config });
    await bench.resultOf(effect, { log: { warn } });
    expect(lines).toEqual([expect.stringContaining(effect.effectId)]);
    expect(lines[0]).toContain('egress_refused');
    expect(lines[0]).not.toMatch(/canary/i);
  });
});
