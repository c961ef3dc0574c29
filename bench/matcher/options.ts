/** What of the benchmark is run: sizes, tenants, peers, and how long each is measured. */
import { UpshotError } from '@upshot/errors';
import { ENGINE_NAMES, type EngineName } from './engines/index.ts';
import type { Timing } from './measure.ts';

export interface MatcherOptions {
  readonly seed: number;
  readonly sizes: readonly number[];
  readonly tenants: readonly number[];
  /** Beside ours. */
  readonly peers: readonly EngineName[];
  readonly timing: Timing;
  /** How many definitions the index has whose building, memory and updates are measured; null leaves those out. */
  readonly costsOf: number | null;
}

/** By name, as the command line gives them: `--sizes=10,1000`. */
export type Flags = Readonly<Record<string, string | undefined>>;

const TIMING: Timing = { warmUpMs: 1_000, measureMs: 2_500, checked: 500, checkMs: 4_000, events: 4_000 };
const MOST = 1_000_000;

/** Reads the flags; throws `config_invalid` where one is wrong. */
export function matcherOptions(flags: Flags): MatcherOptions {
  const sizes = numbers(flags, 'sizes') ?? [10, 100, 1_000, 10_000, 100_000];
  return {
    seed: 1,
    sizes,
    tenants: numbers(flags, 'tenants') ?? [1, 10],
    peers: peersOf(flags['peers']),
    timing: TIMING,
    costsOf: sizes.includes(100_000) ? 100_000 : null,
  };
}

function numbers(flags: Flags, name: string): readonly number[] | undefined {
  const list = flags[name]?.split(',').map(Number);
  if (list?.every((each) => Number.isInteger(each) && each > 0 && each <= MOST) ?? true) return list;
  throw new UpshotError('config_invalid', `--${name} is a list of whole numbers up to ${MOST}`);
}

function peersOf(flag: string | undefined): readonly EngineName[] {
  const peers = ENGINE_NAMES.filter((name) => name !== 'upshot');
  if (flag === undefined) return peers;
  const asked = flag === '' ? [] : flag.split(',');
  const unknown = asked.filter((name) => !peers.some((peer) => peer === name));
  if (unknown.length === 0) return peers.filter((peer) => asked.includes(peer));
  throw new UpshotError('config_invalid', `no peer ${unknown.join(', ')}; there are: ${peers.join(', ')}`);
}
