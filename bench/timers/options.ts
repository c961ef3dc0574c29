/** What of the benchmark is run: how many timers are pending, how many fire at once, and how long others come due one by one. */
import { UpshotError } from '@upshot/errors';

export interface TimersOptions {
  /** Pending throughout, and due in days. */
  readonly pending: number;
  /** Due at once. */
  readonly due: number;
  /** How long timers come due, `PER_SECOND` of them a second. */
  readonly seconds: number;
}

/** How many come due in each second whose lateness is measured. */
export const PER_SECOND = 500;

/** By name, as the command line gives them: `--sizes=100000`. */
export type Flags = Readonly<Record<string, string | undefined>>;

/** Reads the flags; throws `config_invalid` where one is wrong. */
export const timersOptions = (flags: Flags): TimersOptions => ({
  pending: numberOf(flags, 'sizes', 1_000_000),
  due: numberOf(flags, 'records', 50_000),
  seconds: numberOf(flags, 'seconds', 20),
});

function numberOf(flags: Flags, name: string, fallback: number): number {
  const value = Number(flags[name] ?? fallback);
  if (Number.isInteger(value) && value >= 1 && value <= 10_000_000) return value;
  throw new UpshotError('config_invalid', `--${name} is a whole number from 1 to 10000000`);
}
