/** The kinds of settings that services have in common, as zod types over a variable's text. */
import type { ConsumerClient } from '@upshot/bus';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';

const UNITS_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const DURATION = /^(\d{1,15})(ms|s|m|h|d)?$/u;
const BROKER = /^(?:[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\]):(\d{1,5})$/u;

const commaList = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

/** Marks the variables whose values are never printed. */
export const SECRETS = z.registry<{ secret: true }>();

/** `setting.url()` and so on: each takes text, `.default()` takes the value as it is used, `.prefault()` text. */
export const setting = {
  /** Comma-separated `host:port`, at least one. */
  brokers: () => commaList.pipe(z.array(z.string().regex(BROKER, 'not host:port')).min(1, 'none given')),
  /** An absolute URL, kept as text; when printed, a password in it is hidden. */
  url: () => z.string().refine(isUrl, 'not a URL'),
  /** A TCP port, 0 meaning any free one. */
  port: () => wholeNumber(0, 65_535),
  /** A whole number from `least` to `most`. */
  integer: wholeNumber,
  /** A duration: `250ms`, `30s`, `5m`, `2h`, `1d`, or a bare number of milliseconds. */
  durationMs: () => z.string().regex(DURATION, 'not a duration such as 250ms, 30s, 5m').transform(toMs),
  /** Comma-separated networks such as `10.0.0.0/8,fd00::/8`; empty for none. */
  cidrs: () => commaList.pipe(z.array(z.string().refine(ipaddr.isValidCIDR, 'not a network'))),
  /** `true`, `1`, `yes`, `on`, or their opposites. */
  flag: () => z.stringbool(),
  /** Text that is never printed. */
  secret: () => z.string().min(1, 'empty').register(SECRETS, { secret: true }),
  /** Text that is not empty. */
  text: () => z.string().min(1, 'empty'),
  /** `debug`, `info`, `warn`, `error` or `silent`. */
  logLevel: () => z.enum(['debug', 'info', 'warn', 'error', 'silent']),
  /** `kafkajs` or `platformatic`. */
  busConsumer: () => z.enum(['kafkajs', 'platformatic'] satisfies ConsumerClient[]),
};

function wholeNumber(least: number, most: number) {
  return z
    .string()
    .regex(/^-?\d{1,15}$/u, 'not a whole number')
    .transform(Number)
    .pipe(z.number().min(least, `less than ${least}`).max(most, `more than ${most}`));
}

function isUrl(text: string): boolean {
  return URL.canParse(text) || /^mongodb(?:\+srv)?:\/\/\S+$/u.test(text);
}

function toMs(text: string): number {
  const [, amount, unit] = DURATION.exec(text) ?? [];
  const known = Object.entries(UNITS_MS).find(([name]) => name === unit);
  return Number(amount) * (known?.[1] ?? 1);
}
