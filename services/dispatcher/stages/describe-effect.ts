/** Stage describe-effect: what an effect of a sandbox run would have done, rendered; nothing is claimed, counted, limited or sent. */
import { inStage, type Telemetry } from '@upshot/telemetry';
import type { Action } from '../action.ts';
import { fieldValueSchema, type DueEffect } from '../due-effect.ts';
import { failed, skipped, succeeded, withMissing, type EffectResult, type Ending } from '../effect-result.ts';
import { inputOf } from '../input-of.ts';
import type { Renderer } from '../rendering.ts';
import { attributesOf, type TracedEffect } from './decode-effect.ts';
import { tryRender, unknownAction } from './render.ts';

export interface DescribeEffectPorts {
  readonly actions: ReadonlyMap<string, Action>;
  readonly rendererOf: (effect: DueEffect) => Renderer;
  readonly telemetry: Telemetry;
  readonly now: () => number;
}

/**
 * The result that the run goes on with: no attempt was made. A config that cannot be rendered fails the step, and one with nothing to
 * do skips it, as live. Throws only what waiting may heal.
 */
export async function describeEffect(
  effect: TracedEffect,
  ports: DescribeEffectPorts,
): Promise<EffectResult> {
  const options = { parent: effect.trace, attributes: attributesOf(effect) };
  return inStage(ports.telemetry, 'describe-effect', options, async (stage) => {
    const startedAtMs = ports.now();
    const renderer = ports.rendererOf(effect);
    const { ending, input } = await describe(effect, renderer, ports);
    const told = withMissing(ending, renderer.missingFields());
    stage.outcome(told.outcome === 'succeeded' ? 'ok' : told.outcome);
    const timed = { attempts: 0, startedAtMs, finishedAtMs: ports.now(), attemptLog: [], input };
    return { ...told, ...timed, output: { ...told.output, sandbox: true } };
  });
}

interface Described {
  readonly ending: Ending;
  /** The request as the history shows it; null where there is none. */
  readonly input: string | null;
}

async function describe(
  effect: DueEffect,
  renderer: Renderer,
  ports: DescribeEffectPorts,
): Promise<Described> {
  const action = ports.actions.get(effect.action);
  if (action === undefined) return { ending: failed(unknownAction(effect)), input: null };
  const rendered = await tryRender(action, effect, renderer, ports.now());
  if ('error' in rendered) return { ending: failed(rendered.error), input: null };
  if ('skipped' in rendered) return { ending: skipped(rendered.skipped), input: null };
  const input = inputOf(action, rendered.request);
  const wouldHave = fieldValueSchema.parse(JSON.parse(input));
  return { ending: succeeded({ wouldHave }, action.foresee(rendered.request).recordPatch), input };
}
