/** What every service shares with the process that it runs in. */
import type { ConsumerClient } from '@upshot/bus';
import type { Logger, LogLevel, Telemetry } from '@upshot/telemetry';

/** What a check found. `reason` says why not, and is safe to show. */
export interface Readiness {
  readonly ready: boolean;
  readonly reason?: string;
}

/** One dependency, asked at each `/readyz`. A check that throws, or takes over 2 s, counts as not ready. */
export interface ReadinessCheck {
  readonly name: string;
  check(): Readiness | Promise<Readiness>;
}

/** What a service's `start` gets. */
export interface ServiceKit {
  readonly name: string;
  readonly log: Logger;
  readonly telemetry: Telemetry;
  /** The client library with which this process consumes, where it was told one. */
  readonly busConsumer?: ConsumerClient | undefined;
  /** Aborts when the process was asked to stop, while `start` may still be waiting. */
  readonly signal: AbortSignal;
  /** Waits for an engine that is away, without giving up, while `/readyz` names it. Throws only when `signal` aborts. */
  waitFor<T>(name: string, probe: () => Promise<T>): Promise<T>;
  /** Kills the process when tests asked for a crash at this point; else nothing. */
  crashPoint(name: string): void;
  /** Ends the process with exit code 70, so that the supervisor starts it afresh (a stalled consumer). */
  fail(error: unknown): void;
  /** The health of this process, for a service that mounts it in its own HTTP server. */
  readonly health: Health;
}

/** A service that runs. */
export interface RunningService {
  readonly checks: readonly ReadinessCheck[];
  /** Drains: stops taking, finishes what is in hand, commits, closes. Given 25 s. */
  stop(): Promise<void>;
}

/** What a service's `main.ts` says. */
export interface ServiceOptions {
  readonly name: string;
  /** Where `/healthz` and `/readyz` answer; without a port they only answer where the service mounts `kit.health`. */
  readonly healthPort?: number | undefined;
  /** The address that they answer on (default 0.0.0.0). */
  readonly healthHost?: string | undefined;
  readonly logLevel?: LogLevel | undefined;
  readonly otlpEndpoint?: string | undefined;
  readonly metricIntervalMs?: number | undefined;
  /** The client library with which this process consumes (`UPSHOT_BUS_CONSUMER`). */
  readonly busConsumer?: ConsumerClient | undefined;
  /** The crash point at which tests want the process to die (`UPSHOT_CRASH_AT`, read by the service's config.ts). */
  readonly crashAt?: string | undefined;
  /** How long `stop` may take (default 25 s). */
  readonly stopTimeoutMs?: number | undefined;
  start(kit: ServiceKit): Promise<RunningService>;
}

/** What `/healthz` or `/readyz` answers, as JSON. */
export interface HealthAnswer {
  readonly status: number;
  readonly body: HealthBody;
}

export interface HealthBody {
  readonly status: 'ok' | 'not_ready';
  readonly service: string;
  readonly dependencies?: readonly (Readiness & { readonly name: string })[];
}

/** Whether the process lives and may be given work. */
export interface Health {
  /** The answer to `/healthz` or `/readyz`; null for any other path. */
  answer(path: string): Promise<HealthAnswer | null>;
}
