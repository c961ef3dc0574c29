/** Shows what the settings of every process become. */
import { expect, it } from 'vitest';
import { z } from 'zod';
import { readConfig } from './config.ts';
import { processOptions, processSettings } from './process-settings.ts';

const optionsOf = (env: Readonly<Record<string, string>>) =>
  processOptions(readConfig(z.object(processSettings), env));

it('leaves to the bus which client library consumes, unless it is told', () => {
  expect(optionsOf({}).busConsumer).toBeUndefined();
  expect(optionsOf({ UPSHOT_BUS_CONSUMER: 'platformatic' }).busConsumer).toBe('platformatic');
  expect(optionsOf({ UPSHOT_BUS_CONSUMER: 'kafkajs' }).busConsumer).toBe('kafkajs');
});

it('refuses a client library that the bus does not have, by the name of the variable', () => {
  expect(() => optionsOf({ UPSHOT_BUS_CONSUMER: 'librdkafka' })).toThrow(/^UPSHOT_BUS_CONSUMER: /u);
});
