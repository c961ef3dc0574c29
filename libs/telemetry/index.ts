/** Traces, metrics and logs, out by OTLP when configured. */
export type { Context, Link } from '@opentelemetry/api';
export { ROOT_CONTEXT } from '@opentelemetry/api';
export { ATTRIBUTES, type AttributeName, type Attributes } from './attributes.ts';
export { contextFromHeaders, contextToHeaders, linkFrom, linkTo, traceIdOf } from './propagation.ts';
export { createLogger, messageFirst, type Logger, type LogFields, type LogLevel } from './logger.ts';
export { inStage, recordedStage } from './stages.ts';
export { startTelemetry } from './start.ts';
export type {
  Lag,
  Metrics,
  RecordedStageOptions,
  Stage,
  StageOptions,
  Telemetry,
  TelemetryOptions,
  TraceHeaders,
} from './types.ts';
