/** What the services see of telemetry. */
import type { Context, Link, Meter, Tracer } from '@opentelemetry/api';
import type { Attributes } from './attributes.ts';

/** Where traces and metrics go. */
export interface TelemetryOptions {
  readonly service: string;
  readonly version?: string;
  /** The base address of an OTLP receiver (`http://host:4318`); without one nothing is exported, ids are still drawn. */
  readonly otlpEndpoint?: string | undefined;
  /** How often metrics are sent (default 10 s). */
  readonly metricIntervalMs?: number;
  /** How long spans are gathered before they are sent (default 1 s). */
  readonly traceDelayMs?: number;
}

/** The traces and metrics of one process. */
export interface Telemetry {
  readonly tracer: Tracer;
  readonly meter: Meter;
  readonly metrics: Metrics;
  /** Sends what is still there (within 5 s) and stops; never throws. */
  shutdown(): Promise<void>;
}

/** The fixed set of metrics. */
export interface Metrics {
  /** `upshot.stage.duration`, seconds; `outcome` is `ok` or the error's code. */
  recordStage(stage: string, outcome: string, seconds: number): void;
  /** `upshot.records`: what became of records of a topic. */
  countRecords(topic: string, outcome: string, count?: number): void;
  /** `upshot.dead_letters`, by the topic that the record came from and the error's code. */
  countDeadLetter(topic: string, code: string): void;
  /** `upshot.effects`, by channel and outcome. */
  countEffect(channel: string, outcome: string): void;
  /** `upshot.lag.records` and `upshot.lag.seconds`, asked for at each export; returns what ends it. */
  observeLag(group: string, read: () => Lag): () => void;
}

/** How far behind a consumer group is. */
export interface Lag {
  readonly records: number;
  readonly seconds: number;
}

/** How a stage's span begins. */
export interface StageOptions {
  /** What it continues (default: the stage around it; without one it starts a trace). */
  readonly parent?: Context;
  readonly links?: readonly Link[];
  readonly attributes?: Attributes;
  readonly startTimeMs?: number;
}

/** The stage inside which work is done. */
export interface Stage {
  /** Carries the stage's span: for the headers of what the stage sends. */
  readonly context: Context;
  /** Adds what is only known later. */
  set(attributes: Attributes): void;
  /** Names an outcome other than `ok` that is no error (`no_match`, `duplicate`). */
  outcome(name: string): void;
}

/** A stage that is over already. */
export interface RecordedStageOptions extends StageOptions {
  readonly startTimeMs: number;
  readonly endTimeMs: number;
  /** `ok` unless given. */
  readonly outcome?: string;
  /** Whether the stage is counted in `upshot.stage.duration` too (default true). */
  readonly measured?: boolean;
}

/** Headers as Kafka gives or takes them. */
export type TraceHeaders = Readonly<Record<string, Buffer | string | undefined>>;
