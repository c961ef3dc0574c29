/** What whole-system benchmarks and chaos do to Upshot: definitions over the API, rows in the CRM. */
import { UpshotError } from '@upshot/errors';
import pg from 'pg';
import { z } from 'zod';
import type { LocalJson } from '../../deploy/local/home/local-json.ts';

/** Calls the API with the demo key; a refusal ends the benchmark. */
export async function callApi(
  local: LocalJson,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const headers = { authorization: `Bearer ${local.apiKeys.demo}`, 'content-type': 'application/json' };
  const response = await fetch(local.api + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new UpshotError('http_failed', `${method} ${path} answered ${response.status}`);
  return response.json();
}

/** Creates a workflow on new leads whose source is `source`, with one webhook; returns its id. */
export async function createOnLead(local: LocalJson, source: string, url: string): Promise<string> {
  const created = await callApi(local, 'POST', '/workflows', {
    name: `Bench ${source}`,
    triggerModule: 'leads',
    triggerType: 'lead_created',
    triggerFilters: { logic: 'AND', conditions: [{ field: 'source', operator: 'equals', value: source }] },
    actions: [{ actionType: 'webhook', config: { url, bodyJson: { email: '{{trigger.email}}' } } }],
  });
  return z.looseObject({ id: z.string() }).parse(created).id;
}

export async function withCrm<T>(local: LocalJson, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: local.crm });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Waits until `done` holds. */
export async function until(done: () => boolean | Promise<boolean>, everyMs: number): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, everyMs));
}
