/** The native API, for tests: definitions whose runs call a webhook, and events. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { call, type Json } from './upshot.ts';

const created = z.looseObject({ id: z.string() });

/** Stores a definition. */
export async function createDefinition(name: string, trigger: Json, graph: Json): Promise<string> {
  const answer = await call('POST', '/api/definitions', { name, trigger, graph });
  if (answer.status !== 201) return z.never().parse(answer);
  return created.parse(answer.body).id;
}

/** A node that sends `body` to `url`. */
export const webhookNode = (id: string, url: string, bodyJson: Json): Json => ({
  kind: 'action',
  id,
  action: 'webhook',
  config: { url, bodyJson },
});

/** Stores a definition that sends `body` to `url` when `trigger` fires. */
export const createHook = (name: string, trigger: Json, url: string, body: Json): Promise<string> =>
  createDefinition(name, trigger, { start: 'tell', nodes: [webhookNode('tell', url, body)], edges: [] });

/** A CloudEvent, under an id of its own unless `more` says otherwise. */
export const event = (type: string, subject: string, data: Json, more: Json = {}): Json => ({
  specversion: '1.0',
  id: randomUUID(),
  source: '/e2e',
  type,
  subject,
  data,
  ...more,
});

/** Sends events; resolves when they are taken. */
export async function tell(...events: readonly Json[]): Promise<void> {
  const answer = await call('POST', '/api/events', events);
  if (answer.status !== 202) z.never().parse(answer);
}

/** Criteria that `field` equals `operand`. */
export const equals = (field: string, operand: string): Json => ({
  kind: 'condition',
  field,
  operator: 'equals',
  operand,
  caseSensitive: true,
});
