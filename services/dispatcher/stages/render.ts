/** Stage render: the config becomes one request, stored before it is sent, so that all attempts send the same bytes. */
import { toUpshotError, UpshotError } from '@upshot/errors';
import { inStage, type Telemetry } from '@upshot/telemetry';
import type { Action, Rendered } from '../action.ts';
import type { DueEffect } from '../due-effect.ts';
import { failed, skipped, type Ending } from '../effect-result.ts';
import type { Claim, Ledger, StoredRequest } from '../ports/ledger.ts';
import type { Renderer } from '../rendering.ts';
import { attributesOf, type TracedEffect } from './decode-effect.ts';

export interface RenderPorts {
  readonly actions: ReadonlyMap<string, Action>;
  readonly rendererOf: (effect: DueEffect) => Renderer;
  readonly ledger: Pick<Ledger, 'rendered'>;
  readonly telemetry: Telemetry;
  readonly now: () => number;
  readonly crashPoint: (name: string) => void;
}

/** A request for its action, or an end before any attempt. */
export type RenderedEffect =
  | { readonly action: Action; readonly stored: StoredRequest }
  | { readonly ending: Ending; readonly missingFields: readonly string[] };

/** Takes the stored request where an earlier attempt rendered it. Throws only what waiting may heal. */
export async function render(
  effect: TracedEffect,
  claim: Claim,
  ports: RenderPorts,
): Promise<RenderedEffect> {
  const options = { parent: effect.trace, attributes: attributesOf(effect) };
  return inStage(ports.telemetry, 'render', options, async (stage) => {
    const action = ports.actions.get(effect.action);
    if (action === undefined) return over(failed(unknownAction(effect)), []);
    if (claim.request !== null) {
      stage.outcome('rendered_already');
      return { action, stored: claim.request };
    }
    return renderNow(action, effect, claim, ports);
  });
}

/** What an action makes of the effect's config. Throws only what waiting may heal. */
export const tryRender = (
  action: Action,
  effect: DueEffect,
  renderer: Renderer,
  nowMs: number,
): Promise<Rendered<string> | { readonly error: UpshotError }> =>
  attempt(async () => action.render(effect, renderer, nowMs));

async function renderNow(
  action: Action,
  effect: DueEffect,
  claim: Claim,
  ports: RenderPorts,
): Promise<RenderedEffect> {
  const renderer = ports.rendererOf(effect);
  const rendered = await tryRender(action, effect, renderer, ports.now());
  const missingFields = renderer.missingFields();
  if ('error' in rendered) return over(failed(rendered.error), missingFields);
  if ('skipped' in rendered) return over(skipped(rendered.skipped), missingFields);
  const stored = { request: rendered.request, missingFields };
  await ports.ledger.rendered(claim, stored, rendered.turn ?? null);
  ports.crashPoint('dispatcher.rendered');
  return { action, stored };
}

/** What is wrong with the definition is an end; what is away is waited for. */
async function attempt<T>(work: () => Promise<T>): Promise<T | { readonly error: UpshotError }> {
  try {
    return await work();
  } catch (thrown) {
    const error = toUpshotError(thrown);
    if (error.retry !== 'never') throw error;
    return { error };
  }
}

const over = (ending: Ending, missingFields: readonly string[]): RenderedEffect => ({
  ending,
  missingFields,
});

/** What an effect of an unknown action fails with. */
export const unknownAction = ({ action, channel }: DueEffect): UpshotError =>
  new UpshotError('definition_invalid', `no action ${action} on channel ${channel}`);
