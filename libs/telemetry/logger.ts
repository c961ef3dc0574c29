/** One JSON line per event on stdout, with the ids of its trace and without secrets. */
import { UpshotError } from '@upshot/errors';

/** What a line carries beside its message; never a record's key or value. */
export type LogFields = Readonly<Record<string, unknown>>;

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Where events are told. An error goes into the field `error`. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/** How a logger is made. */
export interface LoggerOptions {
  readonly service: string;
  readonly level?: LogLevel | undefined;
  /** Where lines go (default stdout). */
  readonly write?: (line: string) => void;
}

/** A logger of `service`. */
export function createLogger(options: LoggerOptions): Logger {
  throw new UpshotError('internal', `no logger yet (${options.service})`);
}

/** The same logger for rooms that take the message first (the bus). */
export function messageFirst(log: Logger): {
  [Level in keyof Logger]: (message: string, fields?: LogFields) => void;
} {
  return {
    debug: (message, fields = {}) => log.debug(fields, message),
    info: (message, fields = {}) => log.info(fields, message),
    warn: (message, fields = {}) => log.warn(fields, message),
    error: (message, fields = {}) => log.error(fields, message),
  };
}
