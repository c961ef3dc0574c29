/** What of the benchmark is run: how many records, definitions and rounds, and which client libraries consume. */
import type { ConsumerClient } from '@upshot/bus';
import { UpshotError } from '@upshot/errors';

export interface StreamOptions {
  readonly seed: number;
  /** On the topic that everything reads. */
  readonly records: number;
  /** How many definitions the matcher holds, a measurement each. */
  readonly sizes: readonly number[];
  readonly clients: readonly ConsumerClient[];
  /** How often each is measured, all taking turns. */
  readonly rounds: number;
  /** How many records come at once while the largest matcher reads; none leaves that out. */
  readonly burst: number;
}

/** By name, as the command line gives them: `--sizes=1000`. */
export type Flags = Readonly<Record<string, string | undefined>>;

const CLIENTS: readonly ConsumerClient[] = ['kafkajs', 'platformatic'];
const MOST = 10_000_000;

/** Reads the flags; throws `config_invalid` where one is wrong. */
export function streamOptions(flags: Flags): StreamOptions {
  return {
    seed: 1,
    records: oneOf(flags, 'records', 1) ?? 200_000,
    sizes: numbers(flags, 'sizes', 1) ?? [1_000, 10_000],
    clients: clientsOf(flags['clients']),
    rounds: oneOf(flags, 'rounds', 1) ?? 3,
    burst: oneOf(flags, 'burst', 0) ?? 1_000_000,
  };
}

function oneOf(flags: Flags, name: string, least: number): number | undefined {
  const found = numbers(flags, name, least);
  if (found === undefined || found.length === 1) return found?.[0];
  throw new UpshotError('config_invalid', `--${name} is one number`);
}

function numbers(flags: Flags, name: string, least: number): readonly number[] | undefined {
  const list = flags[name]?.split(',').map(Number);
  if (list?.every((each) => Number.isInteger(each) && each >= least && each <= MOST) ?? true) return list;
  throw new UpshotError('config_invalid', `--${name} is made of whole numbers from ${least} to ${MOST}`);
}

function clientsOf(flag: string | undefined): readonly ConsumerClient[] {
  if (flag === undefined) return CLIENTS;
  const asked = flag.split(',');
  const found = CLIENTS.filter((client) => asked.includes(client));
  if (found.length === asked.length) return found;
  throw new UpshotError('config_invalid', `--clients is made of ${CLIENTS.join(', ')}`);
}
