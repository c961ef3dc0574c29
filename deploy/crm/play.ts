/** `npm run demo`: plays believable traffic on the demo CRM, and says each change on a line. */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { crmUrlOf } from './config.ts';
import { withClient } from './database.ts';
import { seededFaker } from './rows/common.ts';
import { PLAYS, type Play } from './traffic.ts';

const USAGE = `npm run demo -- [--rate 5] [--seconds 60] [--seed 1] [--quiet]
  --rate     changes a second
  --seconds  how long; until Ctrl-C without it
  --seed     the same seed draws the same kinds of changes in the same order
  --quiet    says only how many there were`;

export interface PlayOptions {
  readonly crmUrl: string;
  readonly rate: number;
  readonly seconds: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Plays until the time is over or `signal` aborts; returns how many changes were made. */
export async function play({ crmUrl, rate, seconds, seed, signal, say }: PlayOptions): Promise<number> {
  const faker = seededFaker(seed, new Date());
  const plays = PLAYS.map(({ weight, play: value }) => ({ weight, value }));
  return withClient(crmUrl, async (client) => {
    const started = performance.now();
    let changes = 0;
    let turns = 0;
    while (!signal.aborted && performance.now() - started < seconds * 1000) {
      const next: Play = faker.helpers.weightedArrayElement(plays);
      const done = await next(client, faker);
      if (done !== null) {
        changes++;
        say(done);
      }
      const due = started + (++turns * 1000) / rate;
      await delay(Math.max(0, due - performance.now()), undefined, { signal }).catch(() => undefined);
    }
    return changes;
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rate: { type: 'string', default: '5' },
      seconds: { type: 'string', default: 'Infinity' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(`${USAGE}\n`);
  const number = z.coerce.number().positive();
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const changes = await play({
    crmUrl: await crmUrlOf(),
    rate: number.max(1000).parse(values.rate),
    seconds: values.seconds === 'Infinity' ? Infinity : number.parse(values.seconds),
    seed: z.coerce.number().int().nonnegative().parse(values.seed),
    signal: stop.signal,
    say: values.quiet ? () => undefined : (line) => process.stdout.write(`${line}\n`),
  });
  process.stdout.write(`${changes} changes\n`);
}

if (import.meta.main)
  await main().catch((thrown: unknown) => {
    process.stderr.write(thrown instanceof z.ZodError ? `${USAGE}\n` : `${String(thrown)}\n`);
    process.exitCode = 1;
  });
