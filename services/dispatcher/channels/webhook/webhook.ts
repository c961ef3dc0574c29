/** The action `webhook`: calls an external address, with one key and the same bytes on every attempt. */
import { enabledPairs, webhookConfig } from '@upshot/actions';
import type { Egress, EgressResponse } from '@upshot/egress';
import { contextToHeaders } from '@upshot/telemetry';
import { z } from 'zod';
import { defineAction, type Action, type Delivered } from '../../action.ts';
import { retryAfterMs } from '../../back-off.ts';
import { webhookBody, type EntityOf } from './body.ts';
import { webhookHeaders } from './headers.ts';
import { shownRequest } from './shown-request.ts';
import { webhookUrl } from './url.ts';

export interface WebhookPorts {
  readonly egress: Pick<Egress, 'request'>;
  readonly entityOf: EntityOf;
  readonly now: () => number;
}

const request = z.object({
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string().nullable(),
  timeoutMs: z.number(),
});

const BODILESS = new Set(['GET', 'HEAD']);
const SHOWN = 500;

/** A non-2xx answer is a result, not a failure; 408, 429 and 5xx are tried again before that result stands. */
export const webhook = ({ egress, entityOf, now }: WebhookPorts): Action =>
  defineAction({
    name: 'webhook',
    config: webhookConfig,
    request,
    honoursKey: true,
    render(config, effect, renderer, nowMs) {
      const body = BODILESS.has(config.method) ? null : webhookBody(config, effect, renderer, entityOf);
      const own = enabledPairs(config.headers).map(([name, value]) => [name, renderer.plain(value)] as const);
      return {
        request: {
          method: config.method,
          url: webhookUrl(config.url, enabledPairs(config.params), renderer),
          headers: webhookHeaders(effect.effectId, nowMs, body?.type ?? null, own),
          body: body?.text ?? null,
          timeoutMs: config.timeoutSeconds * 1000,
        },
      };
    },
    foresee: (request) => ({ shown: shownRequest(request) }),
    async deliver({ method, url, headers, body, timeoutMs }, _effect, { trace }) {
      const response = await egress.request({
        method,
        url,
        timeoutMs,
        headers: { ...headers, ...contextToHeaders(trace) },
        ...(body === null ? {} : { body }),
      });
      return resultOf(response, now());
    },
  });

function resultOf({ status, headers, bodyText }: EgressResponse, nowMs: number): Delivered {
  const output = {
    statusCode: status,
    ok: status >= 200 && status < 300,
    responseBody: bodyText.slice(0, SHOWN),
  };
  const isPassing = status === 408 || status === 429 || status >= 500;
  return isPassing
    ? { output, tryAgain: { afterMs: retryAfterMs(headers['retry-after'], nowMs) } }
    : { output };
}
