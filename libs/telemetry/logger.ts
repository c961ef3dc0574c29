/** One JSON line per event on stdout, with the ids of its trace and without secrets. */
import { trace } from '@opentelemetry/api';
import { type DestinationStream, pino } from 'pino';
import { errorFields } from './error-fields.ts';

/** What a line carries beside its message; never a record's key or value. */
export type LogFields = Readonly<Record<string, unknown>>;

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Where events are told. An error goes into the field `error`; the message is one that never changes. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/** How a logger is made. */
export interface LoggerOptions {
  readonly service: string;
  /** The least important level that is written (default `info`). */
  readonly level?: LogLevel | undefined;
  /** Where lines go (default stdout). */
  readonly write?: (line: string) => void;
}

/** Fields that may hold secrets or personal data, wherever a careless line puts them. */
const REDACTED = [
  'apiKey',
  'authorization',
  'body',
  'cookie',
  'email',
  'headers',
  'password',
  'payload',
  'phone',
  'recordKey',
  'secret',
  'to',
  'token',
  'value',
];

/** A logger of `service`. Each line has level, time, service, msg, and trace_id and span_id inside a stage. */
export function createLogger(options: LoggerOptions): Logger {
  const settings = {
    level: options.level ?? 'info',
    base: { service: options.service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { error: errorFields, err: errorFields },
    redact: { paths: REDACTED.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
    mixin: traceFields,
  };
  return pino(settings, options.write ? { write: options.write } : stdout());
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

/** Written at once: lines that wait in memory would be lost, or out of order, when the process ends. */
function stdout(): DestinationStream {
  return pino.destination({ fd: 1, sync: true });
}

function traceFields(): Record<string, string> {
  const spanContext = trace.getActiveSpan()?.spanContext();
  return spanContext ? { trace_id: spanContext.traceId, span_id: spanContext.spanId } : {};
}
