/** Every action through the shared suite, each with one example. */
import { ACTION_CHANNELS } from '@upshot/definitions';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ACTION_EXAMPLES } from './testing/action-examples.ts';
import { actionSuite } from './testing/action-suite.ts';
import { openBench, type Bench } from './testing/bench.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await openBench(inject('engines'));
});
afterAll(() => bench.close());

describe('the examples', () => {
  it('leave no action out', () => {
    expect(ACTION_EXAMPLES.map(({ name }) => name).sort()).toEqual(Object.keys(ACTION_CHANNELS).sort());
  });
});

for (const example of ACTION_EXAMPLES) actionSuite(example, () => bench);
