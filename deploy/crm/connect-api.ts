/** The few calls of Kafka Connect's REST API that a connector needs. */
import { UpshotError } from '@upshot/errors';
import { z } from 'zod';

const REQUEST_TIMEOUT_MS = 10_000;

const statusSchema = z.object({
  connector: z.object({ state: z.string(), trace: z.string().optional() }),
  tasks: z.array(z.object({ id: z.number(), state: z.string(), trace: z.string().optional() })),
});

export interface ConnectorStatus {
  /** `missing` until Connect has heard of it; `failed` as soon as one part is. */
  readonly state: 'missing' | 'starting' | 'running' | 'failed' | 'paused';
  /** The first line of what a failed part says; it names classes and settings, no rows. */
  readonly reason: string | null;
}

/** Creates the connector or gives it another config; nothing where it has this one already. */
export async function putConnector(
  connectUrl: string,
  name: string,
  config: Readonly<Record<string, string>>,
): Promise<void> {
  const known = await call(connectUrl, 'GET', `${path(name)}/config`);
  if (known.status === 200 && sameConfig(await known.json(), { ...config, name })) return;
  const answer = await call(connectUrl, 'PUT', `${path(name)}/config`, config);
  if (answer.ok) return;
  // 409: Connect is balancing its workers; 5xx: it is not up yet.
  const code = answer.status === 409 || answer.status >= 500 ? 'connect_unavailable' : 'connector_failed';
  throw new UpshotError(code, `Kafka Connect answered ${answer.status} to the config of connector ${name}.`, {
    cause: await answer.text(),
  });
}

/** How the connector and its tasks are. */
export async function connectorStatus(connectUrl: string, name: string): Promise<ConnectorStatus> {
  const answer = await call(connectUrl, 'GET', `${path(name)}/status`);
  if (answer.status === 404) return { state: 'missing', reason: null };
  if (!answer.ok) throw new UpshotError('connect_unavailable', `Kafka Connect answered ${answer.status}.`);
  const { connector, tasks } = statusSchema.parse(await answer.json());
  const parts = [connector, ...tasks];
  const failed = parts.find((part) => part.state === 'FAILED');
  if (failed)
    return { state: 'failed', reason: (failed.trace ?? 'no trace').split('\n', 1).join('').slice(0, 300) };
  if (parts.some((part) => part.state === 'PAUSED' || part.state === 'STOPPED'))
    return { state: 'paused', reason: null };
  const running = tasks.length > 0 && parts.every((part) => part.state === 'RUNNING');
  return { state: running ? 'running' : 'starting', reason: null };
}

/** Starts what has failed again; what runs is left alone. */
export async function restartFailed(connectUrl: string, name: string): Promise<void> {
  await call(connectUrl, 'POST', `${path(name)}/restart?includeTasks=true&onlyFailed=true`);
}

/** Lets a paused or stopped connector run. */
export async function resumeConnector(connectUrl: string, name: string): Promise<void> {
  await call(connectUrl, 'PUT', `${path(name)}/resume`);
}

const path = (name: string): string => `/connectors/${encodeURIComponent(name)}`;

async function call(connectUrl: string, method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(new URL(path, connectUrl), {
    method,
    headers: { 'content-type': 'application/json' },
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch((thrown: unknown) => {
    throw new UpshotError('connect_unavailable', 'Kafka Connect does not answer.', { cause: thrown });
  });
}

function sameConfig(known: unknown, wanted: Readonly<Record<string, string>>): boolean {
  const parsed = z.record(z.string(), z.string()).safeParse(known);
  if (!parsed.success) return false;
  const keys = new Set([...Object.keys(parsed.data), ...Object.keys(wanted)]);
  return [...keys].every((key) => parsed.data[key] === wanted[key]);
}
