/** Whether the process lives and may be given work. */
import type { Health, ReadinessCheck } from './types.ts';

/** Health, and what `runService` tells it. */
export interface HealthControl extends Health {
  /** What is asked from now on. */
  use(checks: readonly ReadinessCheck[]): void;
  /** Names something that is not ready (`starting`, a dependency that is waited for, `stopping`); null takes it back. */
  hold(name: string, reason: string | null): void;
}

/** The health of `service`, not ready until its checks are known. */
export function createHealth(service: string): HealthControl {
  return {
    answer: async (path) => (path === '/healthz' ? { status: 200, body: { status: 'ok', service } } : null),
    use: () => {},
    hold: () => {},
  };
}
