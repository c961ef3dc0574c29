/** Runs a Redis pipeline and takes the failure of any of its commands for a failure of all. */
import { UpshotError } from '@upshot/errors';
import type { ChainableCommander } from 'ioredis';

/** The commands' answers. Throws `store_unavailable`. */
export async function runPipeline(pipeline: ChainableCommander): Promise<readonly unknown[]> {
  const answers = (await pipeline.exec()) ?? [];
  return answers.map(([error, answer]) => {
    if (error !== null) throw new UpshotError('store_unavailable', 'Redis does not answer', { cause: error });
    return answer;
  });
}
