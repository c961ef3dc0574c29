/** The rebalance storm at its full length, on engines of its own. */
import { withBroker } from '../../deploy/local/testing/throw-away.ts';
import { rebalanceStorm, type StormOptions } from './storm.ts';
import { isClean } from './verdict.ts';

/** So many records change, in turn. */
const RECORDS = 3_000;
/** Every third stop is a kill. */
const KILL_ONE_IN = 3;

/** What a storm came to; clean where every change was matched once, in order, and every matcher ended as it was told to. */
export async function rebalance(
  say: (line: string) => void,
  options: Pick<StormOptions, 'seed' | 'seconds' | 'changes'>,
) {
  const whole = { ...options, records: RECORDS, killOneIn: KILL_ONE_IN };
  const storm = await withBroker(say, (urls) => rebalanceStorm(urls, whole, say), ['mongo']);
  return { ...whole, clean: isClean(storm.verdict) && storm.failures.length === 0, ...storm };
}
