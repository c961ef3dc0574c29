/** Starts the traces and metrics of a process. */
import { UpshotError } from '@upshot/errors';
import type { Telemetry, TelemetryOptions } from './types.ts';

/** Once per process (tests may start more). Nothing is sent unless an endpoint is given. */
export function startTelemetry(options: TelemetryOptions): Telemetry {
  throw new UpshotError('internal', `no telemetry yet (${options.service})`);
}
