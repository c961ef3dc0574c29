/** Starts all engines, each as soon as those it needs are ready. */
import { ENGINES } from './index.ts';
import type { Engine, EngineContext, EngineName } from './contract.ts';
import { startInOrder } from './in-order.ts';
import { localEngineUrls, type EngineUrls } from './urls.ts';
import type { LocalConfig } from '../config.ts';
import type { Home } from '../home/home.ts';
import type { Ports } from '../home/ports.ts';
import type { AnyPortName } from '../home/port-names.ts';
import type { SayFor } from '../say.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import { waitReady } from '../supervisor/wait-ready.ts';
import { UpshotError } from '@upshot/errors';

export interface StartEngines {
  readonly config: LocalConfig;
  readonly home: Home;
  readonly ports: Ports;
  readonly supervisor: Supervisor;
  readonly sayFor: SayFor;
  /** The engines to start (all unless given): whatever they need must be among them. */
  readonly only?: readonly EngineName[];
}

/** Installs, starts and awaits engines; returns their addresses, or throws as soon as one cannot start. */
export async function startEngines(options: StartEngines): Promise<EngineUrls> {
  const port = portReader(options.ports);
  await startInOrder(
    (engine, needed) => {
      const context = { config: options.config, home: options.home, port, say: options.sayFor(engine.name) };
      return startEngine(engine, context, options.supervisor, needed);
    },
    ENGINES.filter(({ name }) => options.only?.includes(name) ?? true),
  );
  return localEngineUrls(port);
}

/** Reads a port that was chosen before. */
export function portReader(ports: Ports): (name: AnyPortName) => number {
  return (name) => {
    const port = ports.get(name);
    if (port === undefined) throw new UpshotError('setup_failed', `no port was chosen for ${name}`);
    return port;
  };
}

async function startEngine(
  engine: Engine,
  context: EngineContext,
  supervisor: Supervisor,
  needed: Promise<unknown>,
): Promise<void> {
  await Promise.all([engine.install(context), needed]);
  const begun = performance.now();
  const child = supervisor.start(await engine.prepare(context));
  await waitReady(child, () => engine.isReady(context));
  await engine.settle?.(context);
  context.say(`ready after ${((performance.now() - begun) / 1000).toFixed(1)} s`);
}

/** The order in which engines stop: whoever needs others before those others. */
export function stopOrder(): EngineName[][] {
  const leaves = ENGINES.filter((engine) => engine.needs.length > 0).map((engine) => engine.name);
  const roots = ENGINES.filter((engine) => engine.needs.length === 0).map((engine) => engine.name);
  return [...leaves.reverse().map((name) => [name]), roots];
}
