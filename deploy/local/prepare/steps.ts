/** What lies between engines and services. */
import { crmStep } from './crm.ts';
import { keysStep } from './keys.ts';
import { schemasStep } from './schemas.ts';
import type { PrepareContext, Step } from './step.ts';

/** None needs another: they are done side by side. */
export const STEPS: readonly Step[] = [keysStep, schemasStep, crmStep];

/** Does every step; the first failure ends it. */
export async function prepare(context: PrepareContext): Promise<void> {
  await Promise.all(STEPS.map((step) => runStep(step, context)));
}

async function runStep(step: Step, context: PrepareContext): Promise<void> {
  const begun = performance.now();
  await step.run(context);
  context.say(`${step.name} after ${((performance.now() - begun) / 1000).toFixed(1)} s`);
}
