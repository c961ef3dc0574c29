/** Shows that matchers that join and leave while changes come neither lose, double nor reorder (law 4): a smaller `npm run chaos -- rebalance`. */
import { deploySchemas } from '@upshot/schemas/deploy';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { rebalanceStorm, type StormOptions } from './storm.ts';
import { isClean } from './verdict.ts';

const engines = inject('engines');
const LONGEST_MS = 400_000;
const size: Omit<StormOptions, 'killOneIn'> = { seed: 1, changes: 6_000, records: 600, seconds: 15 };
const silent = (): void => undefined;

beforeAll(() => deploySchemas({ brokers: [engines.kafka], registryUrl: engines.registry }));

describe('a rebalance storm', () => {
  it(
    'with clean stops: every change once, in order, and no command comes again',
    async () => {
      const { verdict, failures } = await rebalanceStorm(engines, { ...size, killOneIn: 0 }, silent);
      expect(failures).toEqual([]);
      expect(verdict).toMatchObject({ changes: size.changes, repeated: 0 });
      expect([isClean(verdict), verdict]).toEqual([true, verdict]);
    },
    LONGEST_MS,
  );
  it(
    'with kills: every change once, in order, and what comes again is the same run',
    async () => {
      const { verdict, failures } = await rebalanceStorm(engines, { ...size, killOneIn: 2 }, silent);
      expect(failures).toEqual([]);
      expect([isClean(verdict), verdict]).toEqual([true, verdict]);
    },
    LONGEST_MS,
  );
});
