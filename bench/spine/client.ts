/** What the whole-system benchmarks do to Upshot: definitions over the API, rows in the CRM, webhooks caught. */
import { createServer } from 'node:http';
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

export interface Caught {
  readonly email: string;
  readonly atMs: number;
}

/** A webhook end on the address that the local set-up lets webhooks reach. */
export async function openEnd(
  local: LocalJson,
): Promise<{ readonly url: string; readonly caught: readonly Caught[]; close(): void }> {
  const caught: Caught[] = [];
  const server = createServer((request, response) => {
    const atMs = performance.timeOrigin + performance.now();
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const { email } = z.object({ email: z.string() }).parse(JSON.parse(text));
      caught.push({ email, atMs });
      response.end('{}');
    });
  });
  const host = new URL(local.hooks).hostname;
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://${host}:${port}/`, caught, close };
}

/** Waits until `done` holds. */
export async function until(done: () => boolean | Promise<boolean>, everyMs: number): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, everyMs));
}
