/** Whether the process lives and may be given work. */
import { setTimeout as sleep } from 'node:timers/promises';
import { toUpshotError } from '@upshot/errors';
import type { Health, HealthAnswer, Readiness, ReadinessCheck } from './types.ts';

/** Health, and what `runService` tells it. */
export interface HealthControl extends Health {
  /** What is asked from now on. */
  use(checks: readonly ReadinessCheck[]): void;
  /** Names something that is not ready (`starting`, a dependency that is waited for, `stopping`); null takes it back. */
  hold(name: string, reason: string | null): void;
}

type Dependency = Readiness & { readonly name: string };

const CHECK_MS = 2_000;

/** The health of `service`. */
export function createHealth(service: string): HealthControl {
  const held = new Map<string, string>();
  let checks: readonly ReadinessCheck[] = [];
  const dependencies = async (): Promise<readonly Dependency[]> => {
    const asked = await Promise.all(checks.map(ask));
    const names = new Set(held.keys());
    const waiting = [...held].map(([name, reason]) => ({ name, ready: false, reason }));
    return [...waiting, ...asked.filter((dependency) => !names.has(dependency.name))];
  };
  return {
    use: (given) => {
      checks = given;
    },
    hold: (name, reason) => {
      if (reason === null) held.delete(name);
      else held.set(name, reason);
    },
    answer: async (path) => {
      if (path === '/healthz') return { status: 200, body: { status: 'ok', service } };
      return path === '/readyz' ? readiness(service, await dependencies()) : null;
    },
  };
}

function readiness(service: string, dependencies: readonly Dependency[]): HealthAnswer {
  const ready = dependencies.every((dependency) => dependency.ready);
  return {
    status: ready ? 200 : 503,
    body: { status: ready ? 'ok' : 'not_ready', service, dependencies },
  };
}

async function ask({ name, check }: ReadinessCheck): Promise<Dependency> {
  const deadline = new AbortController();
  const late = sleep(CHECK_MS, { ready: false, reason: 'does not answer' }, { signal: deadline.signal });
  try {
    return { name, ...(await Promise.race([run(check), late])) };
  } finally {
    deadline.abort();
    late.catch(() => {});
  }
}

async function run(check: ReadinessCheck['check']): Promise<Readiness> {
  try {
    return await check();
  } catch (thrown) {
    const { code, message } = toUpshotError(thrown);
    return { ready: false, reason: `${code}: ${message}` };
  }
}
