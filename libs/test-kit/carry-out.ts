/** Carries one step of a script out on a run. */
import type { PlayedRun } from './played-run.ts';
import type { Expectation, ScriptStep } from './script.ts';

/** Any step but an expectation. */
export type Deed = Exclude<ScriptStep, { readonly expect: Expectation }>;

/** Throws `scenario_invalid` for what cannot be done. */
export function carryOut(step: Deed, run: PlayedRun): void {
  if ('start' in step) run.start();
  else if ('advance' in step) run.advance(step.advance);
  else if ('advance_to' in step) run.advanceTo(step.advance_to);
  else if ('outage' in step) run.outage(step.outage);
  else if ('fire' in step) run.fire(step.fire);
  else if ('again' in step) run.again();
  else if ('report' in step || 'complete' in step || 'sub_run' in step) tellOutcome(step, run);
  else if ('pause' in step || 'resume' in step || 'cancel' in step || 'take_over' in step) control(step, run);
  else happen(step, run);
}

type Outcome = Extract<Deed, { report: unknown } | { complete: unknown } | { sub_run: unknown }>;

function tellOutcome(step: Outcome, run: PlayedRun): void {
  if ('complete' in step) run.complete(step.complete.node, step.complete.decision, step.complete.form);
  else if ('sub_run' in step) run.subRunEnded(step.sub_run.node, step.sub_run.status, step.sub_run.variables);
  else if (step.report === null || typeof step.report === 'string') run.report(step.report);
  else {
    const { node = null, ...report } = step.report;
    run.report(node, report);
  }
}

type Control = Extract<
  Deed,
  { pause: unknown } | { resume: unknown } | { cancel: unknown } | { take_over: unknown }
>;

function control(step: Control, run: PlayedRun): void {
  if ('pause' in step) run.pause(step.pause?.by, step.pause?.reason);
  else if ('resume' in step) run.resume(step.resume?.by, step.resume?.reason);
  else if ('cancel' in step) run.cancel(step.cancel?.by, step.cancel?.reason);
  else run.takeOver(step.take_over.graph, step.take_over.nodes, step.take_over.version);
}

type Happening = Extract<
  Deed,
  { change: unknown } | { activity: unknown } | { forget: unknown } | { happen: unknown }
>;

function happen(step: Happening, run: PlayedRun): void {
  if ('change' in step) run.change(step.change);
  else if ('activity' in step) run.activity(step.activity.type, step.activity.data);
  else if ('forget' in step) run.forget();
  else if (typeof step.happen === 'string') run.happen(step.happen);
  else run.happen(step.happen.node, step.happen.output, step.happen.at);
}
