/** A service's life: start, serve, drain, end. */
import { UpshotError } from '@upshot/errors';
import type { ServiceOptions } from './types.ts';

/**
 * Runs a service until SIGTERM or SIGINT: not ready, `stop()` within its deadline, telemetry sent, exit 0 (1 when the
 * deadline passed). A second signal ends it at once. An unhandled error is logged and ends it with 70: the supervisor
 * starts it afresh.
 */
export async function runService(options: ServiceOptions): Promise<void> {
  throw new UpshotError('internal', `no service yet (${options.name})`);
}
