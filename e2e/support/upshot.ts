/** Upshot as a stranger sees it: its API, its CRM database, its outbox, by what `local.json` says. */
import pg from 'pg';
import { inject } from 'vitest';
import { z } from 'zod';
import { receivedSchema, type ReceivedSpan } from './otlp-receiver.ts';
import { until } from './until.ts';

export type Json = Readonly<Record<string, unknown>>;

const object = z.record(z.string(), z.unknown());
const stepSchema = z.looseObject({
  id: z.string(),
  actionId: z.string().nullable(),
  actionType: z.string(),
  status: z.string(),
  result: object.nullable(),
  error: z.string().nullable(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  durationMs: z.number().nullable(),
});
const runSchema = z.looseObject({
  id: z.string(),
  workflowId: z.string(),
  triggerEntityId: z.string(),
  status: z.string(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  durationMs: z.number().nullable(),
});
const runWithSteps = runSchema.extend({ steps: z.array(stepSchema) });
const runPage = z.object({
  data: z.array(runSchema),
  total: z.number(),
  page: z.number(),
  limit: z.number(),
});
const outboxEntry = z.looseObject({ channel: z.string(), at: z.union([z.string(), z.number()]) });

export type Run = z.output<typeof runSchema>;
export type RunWithSteps = z.output<typeof runWithSteps>;
export type OutboxEntry = z.output<typeof outboxEntry>;

/** What a request came back with. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Calls the API; `key` defaults to the demo tenant's. */
export async function call(
  method: string,
  path: string,
  body?: unknown,
  key = inject('upshot').apiKeys.demo,
): Promise<Answer> {
  const response = await fetch(inject('upshot').api + path, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

/** Creates a workflow and returns its id. */
export async function createWorkflow(workflow: Json): Promise<string> {
  const { status, body } = await call('POST', '/workflows', workflow);
  if (status !== 201) return z.never().parse({ status, body });
  return z.looseObject({ id: z.string() }).parse(body).id;
}

export async function runsOf(workflowId: string): Promise<z.output<typeof runPage>> {
  return runPage.parse((await call('GET', `/workflows/${workflowId}/runs?limit=100`)).body);
}

/** Waits until the workflow has `count` finished runs, and returns the newest with its steps. */
export async function finishedRun(workflowId: string, count = 1): Promise<RunWithSteps> {
  const run = await until(`${count} finished run(s)`, async () => {
    const finished = (await runsOf(workflowId)).data.filter(({ finishedAt }) => finishedAt !== null);
    return finished.length >= count ? finished[0] : undefined;
  });
  return runWithSteps.parse((await call('GET', `/workflows/runs/${run.id}`)).body);
}

/** What the local ends caught on a channel. */
export async function outbox(channel: 'email' | 'webhook' | 'notification'): Promise<readonly OutboxEntry[]> {
  const response = await fetch(`${inject('upshot').outbox}?channel=${channel}&limit=1000`);
  return z.array(outboxEntry).parse(await response.json());
}

/** Waits for an entry that holds `text` anywhere. */
export const caught = (channel: 'email' | 'webhook' | 'notification', text: string): Promise<OutboxEntry> =>
  until(`a ${channel} with ${text}`, async () =>
    (await outbox(channel)).find((entry) => JSON.stringify(entry).includes(text)),
  );

/** The spans that the services have sent. */
export async function spans(): Promise<readonly ReceivedSpan[]> {
  return receivedSchema.parse(await (await fetch(`${inject('otlp')}/received`)).json()).spans;
}

export async function metricNames(): Promise<readonly string[]> {
  return receivedSchema.parse(await (await fetch(`${inject('otlp')}/received`)).json()).metricNames;
}

/** Runs SQL in the CRM's database. */
export async function sql<Row extends Json = Json>(
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: inject('upshot').crm });
  await client.connect();
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}
