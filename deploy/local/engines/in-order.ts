/** Starts engines side by side, each as soon as those it needs have started. */
import type { Engine, EngineName } from './contract.ts';
import { ENGINES } from './index.ts';

/**
 * Calls `start` for each of `engines` (every one unless given) at once with a promise of what it needs; rejects as soon
 * as one fails. What is left undone then is the caller's to stop.
 */
export async function startInOrder(
  start: (engine: Engine, needed: Promise<unknown>) => Promise<void>,
  engines: readonly Engine[] = ENGINES,
): Promise<void> {
  const ready = new Map<EngineName, Promise<void>>();
  for (const engine of engines) {
    const needs = engine.needs.flatMap((name) => ready.get(name) ?? []);
    ready.set(engine.name, start(engine, Promise.all(needs)));
  }
  await Promise.all(ready.values());
}
