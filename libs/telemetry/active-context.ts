/** Remembers, across awaits, which stage the work in hand belongs to. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, context, type ContextManager, ROOT_CONTEXT } from '@opentelemetry/api';

const storage = new AsyncLocalStorage<Context>();

const manager: ContextManager = {
  active: () => storage.getStore() ?? ROOT_CONTEXT,
  with: (active, work, thisArg, ...args) => storage.run(active, () => work.apply(thisArg, args)),
  bind: (_active, target) => target,
  enable: () => manager,
  disable: () => manager,
};

/** Makes `context.active()` work in this process; calling it again has no effect. */
export function rememberActiveContext(): void {
  context.setGlobalContextManager(manager);
}
