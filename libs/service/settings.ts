/** The kinds of settings that services have in common, as zod types over a variable's text. */
import { z } from 'zod';

/** `setting.url()` and so on; each takes text, and its default is text too. */
export const setting = {
  /** Comma-separated `host:port`. */
  brokers: () => z.string().transform((text) => text.split(',')),
  /** An absolute URL, kept as text. */
  url: () => z.string(),
  /** A TCP port, 0 meaning any free one. */
  port: () => z.coerce.number().int().min(0).max(65_535),
  /** A whole number from `least` to `most`. */
  integer: (least: number, most: number) => z.coerce.number().int().min(least).max(most),
  /** A duration: `250ms`, `30s`, `5m`, `2h`, `1d`, or a bare number of milliseconds. */
  durationMs: () => z.coerce.number(),
  /** Comma-separated networks such as `10.0.0.0/8`; empty for none. */
  cidrs: () => z.string().transform((text) => (text === '' ? [] : text.split(','))),
  /** `true`, `1`, `yes`, `on` or their opposites. */
  flag: () => z.stringbool(),
  /** Text that is never printed. */
  secret: () => z.string().min(1),
  /** Text that is not empty. */
  text: () => z.string().min(1),
  /** `debug`, `info`, `warn`, `error` or `silent`. */
  logLevel: () => z.enum(['debug', 'info', 'warn', 'error', 'silent']),
};
