/** A service's life: start, serve, drain, end. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger, type Logger, startTelemetry, type Telemetry } from '@upshot/telemetry';
import { createCrashPoint } from './crash-point.ts';
import { createHealth, type HealthControl } from './health.ts';
import { type HealthServer, listenHealth } from './health-server.ts';
import type { RunningService, ServiceKit, ServiceOptions } from './types.ts';
import { waitFor } from './wait-for.ts';

const EXIT_CRASH = 70;
const EXIT_UNDRAINED = 1;
const STOP_MS = 25_000;

/** What a service has before it starts and until it ends. */
interface Shell {
  readonly log: Logger;
  readonly telemetry: Telemetry;
  readonly health: HealthControl;
  readonly stopping: AbortController;
}

/**
 * Runs a service until SIGTERM or SIGINT, then: not ready, `stop()` within its deadline, telemetry sent, exit 0 (1 when
 * the deadline passed or `stop` failed). A second signal ends it at once. An unhandled error is logged and ends it with
 * 70: the supervisor starts it afresh. Resolves when the service has started.
 */
export async function runService(options: ServiceOptions): Promise<void> {
  const shell = createShell(options);
  const fail = crashOnly(shell.log);
  const signalled = nextSignal(shell);
  try {
    const server = await listen(options, shell.health);
    const starting = options.start(kitOf(options, shell, fail));
    signalled.then(() => end(shell, options, starting, server)).catch(fail);
    const running = await Promise.race([starting, signalled]);
    if (running !== undefined) started(shell, running);
  } catch (error) {
    if (!shell.stopping.signal.aborted) fail(error);
  }
}

function createShell(options: ServiceOptions): Shell {
  const log = createLogger({ service: options.name, level: options.logLevel });
  const health = createHealth(options.name);
  health.hold('start', 'starting');
  const { name, otlpEndpoint, metricIntervalMs } = options;
  const telemetry = startTelemetry({
    service: name,
    otlpEndpoint,
    ...(metricIntervalMs !== undefined && { metricIntervalMs }),
  });
  return { log, telemetry, health, stopping: new AbortController() };
}

/** Anything unforeseen ends the process: what is in memory is not to be trusted, and what is stored needs no memory. */
function crashOnly(log: Logger): (error: unknown) => void {
  const fail = (error: unknown): void => {
    log.error({ error }, 'ends after a failure; the supervisor starts it afresh');
    process.exit(EXIT_CRASH);
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  return fail;
}

/** Resolves at the first SIGTERM or SIGINT; the second ends the process. */
function nextSignal({ log, health, stopping }: Shell): Promise<undefined> {
  return new Promise((resolve) => {
    const onSignal = (signal: NodeJS.Signals): void => {
      if (stopping.signal.aborted) process.exit(EXIT_UNDRAINED);
      log.info({ signal }, 'stopping');
      health.hold('stop', 'stopping');
      stopping.abort();
      resolve(undefined);
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  });
}

async function listen(options: ServiceOptions, health: HealthControl): Promise<HealthServer | undefined> {
  const { healthPort, healthHost } = options;
  return healthPort === undefined ? undefined : listenHealth(health, healthPort, healthHost);
}

function kitOf(options: ServiceOptions, shell: Shell, fail: (error: unknown) => void): ServiceKit {
  const { log, telemetry, health, stopping } = shell;
  return {
    name: options.name,
    log,
    telemetry,
    health,
    fail,
    busConsumer: options.busConsumer,
    signal: stopping.signal,
    crashPoint: createCrashPoint(options.crashAt),
    waitFor: async (name, probe) => {
      health.hold(name, 'waiting for its first answer');
      const onAway = (reason: string): void => health.hold(name, reason);
      const found = await waitFor(name, probe, log, { signal: stopping.signal, onAway });
      health.hold(name, null);
      return found;
    },
  };
}

function started({ health, log }: Shell, running: RunningService): void {
  health.use(running.checks);
  health.hold('start', null);
  log.info({}, 'started');
}

async function end(
  shell: Shell,
  options: ServiceOptions,
  starting: Promise<RunningService>,
  server: HealthServer | undefined,
): Promise<void> {
  const drained = await drain(shell.log, starting, options.stopTimeoutMs ?? STOP_MS);
  await shell.telemetry.shutdown();
  await server?.close();
  shell.log.info({ drained }, 'stopped');
  process.exit(drained ? 0 : EXIT_UNDRAINED);
}

/** Whether all was done in time. A start that was broken off by the signal has nothing to drain. */
async function drain(
  log: Logger,
  starting: Promise<RunningService>,
  stopTimeoutMs: number,
): Promise<boolean> {
  const stop = async (): Promise<boolean> => {
    const running = await starting.catch(() => undefined);
    await running?.stop();
    return true;
  };
  try {
    return await Promise.race([stop(), sleep(stopTimeoutMs, false, { ref: false })]);
  } catch (error) {
    log.error({ error }, 'did not stop in order');
    return false;
  }
}
