/** A webhook's body: the author's own, or the whole trigger. */
import { enabledPairs, type Pair, type WebhookConfig } from '@upshot/actions';
import { UpshotError } from '@upshot/errors';
import { isObject, type FieldValue } from '@upshot/values';
import type { DueEffect, Fields } from '../../due-effect.ts';
import type { Renderer } from '../../rendering.ts';

export interface WebhookBody {
  readonly type: string;
  readonly text: string;
}

/** The record as others may see it, and its custom fields. */
export type EntityOf = (effect: DueEffect) => { readonly entity: Fields; readonly customFields: FieldValue };

/** Null where nothing is sent. Throws `template_invalid` where JSON is no JSON once rendered. */
export function webhookBody(
  config: WebhookConfig,
  effect: DueEffect,
  renderer: Renderer,
  entityOf: EntityOf,
): WebhookBody | null {
  switch (config.bodyType) {
    case 'none':
      return null;
    case 'raw':
      return { type: 'text/plain; charset=utf-8', text: renderer.plain(rawOf(config)) };
    case 'form-data':
      return { type: 'application/x-www-form-urlencoded', text: formOf(config, renderer) };
    case 'json':
      return { type: 'application/json', text: jsonOf(config, effect, renderer, entityOf) };
  }
}

const rawOf = ({ bodyRaw, body }: WebhookConfig): string => bodyRaw ?? textOf(body ?? '');

const textOf = (value: FieldValue): string => (typeof value === 'string' ? value : JSON.stringify(value));

function formOf({ formData, body }: WebhookConfig, renderer: Renderer): string {
  const own: FieldValue | undefined = body;
  const fields = isObject(own) ? Object.entries(own).map(([key, value]): Pair => [key, textOf(value)]) : [];
  const pairs = formData === null || formData === undefined ? fields : enabledPairs(formData);
  return new URLSearchParams(
    pairs.map(([key, value]): [string, string] => [renderer.plain(key), renderer.plain(value)]),
  ).toString();
}

function jsonOf(config: WebhookConfig, effect: DueEffect, renderer: Renderer, entityOf: EntityOf): string {
  const own = [config.bodyJson, config.body].find(
    (each) => each !== undefined && each !== null && each !== '',
  );
  if (own === undefined || own === null) return JSON.stringify(payloadOf(effect, entityOf));
  if (typeof own !== 'string') return JSON.stringify(renderer.tree(own));
  const text = renderer.json(own);
  if (isJson(text)) return text;
  throw new UpshotError('template_invalid', 'the rendered body is not JSON');
}

function payloadOf(effect: DueEffect, entityOf: EntityOf): Fields {
  const { module, triggerName, recordId, previous, runId, definitionId, definitionVersion } = effect;
  const { effectId, stepId, requestedAtMs } = effect;
  return {
    triggerModule: module,
    triggerType: triggerName,
    entityId: recordId,
    ...entityOf(effect),
    previousValues: previous ?? {},
    meta: {
      runId,
      stepId,
      effectId,
      workflowId: definitionId,
      version: definitionVersion,
      requestedAt: new Date(requestedAtMs).toISOString(),
    },
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
