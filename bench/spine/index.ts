/** The spine's figures: the matcher alone, runs end to end, and the latency from commit to webhook. */
import type { Figure } from '../report.ts';
import { measureLatency } from './latency.ts';
import { measureMatcher } from './matcher.ts';
import { rawRate } from './raw-rate.ts';
import { measureRuns } from './runs.ts';
import { withEngines, withUpshot } from '../../deploy/local/testing/throw-away.ts';

type Say = (line: string) => void;

/** Measures on a set-up of its own in a home of its own, which is thrown away. */
export async function spine(say: Say): Promise<readonly Figure[]> {
  const matched = await withEngines(say, (local) => measureMatcher(local, say));
  const whole = await withUpshot(say, async (local) => {
    const runs = await measureRuns(local, say);
    const latency = await measureLatency(local, say);
    const raw = await rawRate(local.kafka, 'crm.public.leads');
    return { runs, latency, raw };
  });
  const versus = 'kafkajs-raw';
  const { p50Ms, p99Ms } = whole.latency;
  const perRecordMs = 1000 / whole.raw;
  return [
    {
      name: 'spine.match.1000',
      value: matched.changesPerSecond,
      unit: 'changes/s',
      versus,
      ratio: matched.changesPerSecond / matched.raw,
    },
    { name: 'spine.match.raw', value: matched.raw, unit: 'records/s', versus, ratio: 1 },
    { name: 'spine.runs', value: whole.runs, unit: 'runs/s', versus, ratio: whole.runs / whole.raw },
    {
      name: 'spine.latency.p50',
      value: p50Ms,
      unit: 'ms',
      versus: `${versus} per record`,
      ratio: p50Ms / perRecordMs,
    },
    {
      name: 'spine.latency.p99',
      value: p99Ms,
      unit: 'ms',
      versus: `${versus} per record`,
      ratio: p99Ms / perRecordMs,
    },
    { name: 'spine.whole.raw', value: whole.raw, unit: 'records/s', versus, ratio: 1 },
  ];
}
