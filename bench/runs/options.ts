/** What of the benchmark is run: how many runs of each definition, how long latency is measured, and which peers beside it. */
import { UpshotError } from '@upshot/errors';

const PEERS = ['node-red', 'n8n'] as const;
export type PeerName = (typeof PEERS)[number];

export interface RunsOptions {
  /** Leads of each workload. */
  readonly records: number;
  /** How long 20 changes a second come. */
  readonly seconds: number;
  readonly peers: readonly PeerName[];
  /** Calls that each peer takes at once; n8n is given a tenth. */
  readonly calls: number;
}

/** By name, as the command line gives them: `--records=1000`. */
export type Flags = Readonly<Record<string, string | undefined>>;

/** Reads the flags; throws `config_invalid` where one is wrong. */
export function runsOptions(flags: Flags): RunsOptions {
  const records = numberOf(flags, 'records', 10_000);
  return { records, calls: records, seconds: numberOf(flags, 'seconds', 20), peers: peersOf(flags['peers']) };
}

function numberOf(flags: Flags, name: string, fallback: number): number {
  const value = Number(flags[name] ?? fallback);
  if (Number.isInteger(value) && value >= 1 && value <= 1_000_000) return value;
  throw new UpshotError('config_invalid', `--${name} is a whole number from 1 to 1000000`);
}

function peersOf(flag: string | undefined): readonly PeerName[] {
  if (flag === undefined) return PEERS;
  const asked = flag === 'none' ? [] : flag.split(',');
  const found = PEERS.filter((peer) => asked.includes(peer));
  if (found.length === asked.length) return found;
  throw new UpshotError('config_invalid', `--peers is none, or made of ${PEERS.join(', ')}`);
}
