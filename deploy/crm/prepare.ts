/** Makes the demo CRM ready: tables, rows, and a connector that streams their changes. */
import { UpshotError } from '@upshot/errors';
import { readMappingFile } from '@upshot/mapping';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Client } from 'pg';
import { applySchema } from './apply-schema.ts';
import { connectorStatus, putConnector, restartFailed, resumeConnector } from './connect-api.ts';
import { crmConnector, type Connector } from './connector.ts';
import { withClient } from './database.ts';
import { isStreaming, publishTables } from './replication.ts';
import { letTablesChange } from './schema-levels.ts';
import { seedRows } from './seed-rows.ts';

/** The mapping file of the demo CRM. */
export const DEMO_MAPPING_FILE = fileURLToPath(new URL('source-mapping.yaml', import.meta.url));

export interface PrepareOptions {
  readonly crmUrl: string;
  readonly connectUrl: string;
  /** The registry's origin, or any of its API's addresses. */
  readonly registryUrl: string;
  /** Default `crm`, as in the mapping file. */
  readonly kafkaTopicPrefix?: string;
  /** The database and the registry as Kafka Connect reaches them, where that is another way (containers). */
  readonly fromConnect?: { readonly crmUrl?: string; readonly registryUrl?: string };
  readonly seed?: number;
  /** How long the connector may take; default 90 s. */
  readonly timeoutMs?: number;
}

export interface Prepared {
  readonly connector: string;
  readonly topics: readonly string[];
  /** 0 when the rows were there already. */
  readonly insertedRows: number;
}

const PAUSE_MS = 200;
const RESTARTS = 3;

/**
 * Brings everything to where it should be; what is there already is left alone. Returns when changes are being streamed.
 * Throws `crm_unavailable`, `connect_unavailable`, or `connector_failed` with what the connector says.
 */
export async function prepareCrm(options: PrepareOptions): Promise<Prepared> {
  const mapping = await readMappingFile(DEMO_MAPPING_FILE);
  const tables = [...mapping.modules.values()].flatMap(({ table }) => (table === null ? [] : [table]));
  const topicPrefix = options.kafkaTopicPrefix ?? 'crm';
  const topics = tables.map((table) => `${topicPrefix}.${table}`);
  const connector = crmConnector({
    crmUrl: options.fromConnect?.crmUrl ?? options.crmUrl,
    registryUrl: options.fromConnect?.registryUrl ?? options.registryUrl,
    tables,
    topicPrefix,
  });
  const insertedRows = await withClient(options.crmUrl, async (client) => {
    await applySchema(client);
    const inserted = await seedRows(client, { seed: options.seed ?? 1, today: startOfDay() });
    await publishTables(client, connector.publication, tables);
    // Before, for a connector that a refused schema has stopped; after, for subjects that it has just made.
    await letTablesChange(options.registryUrl, topics);
    await startConnector(client, connector, options.connectUrl, Date.now() + (options.timeoutMs ?? 90_000));
    await letTablesChange(options.registryUrl, topics);
    return inserted;
  });
  return { connector: connector.name, topics, insertedRows };
}

async function startConnector(
  client: Client,
  connector: Connector,
  connectUrl: string,
  deadline: number,
): Promise<void> {
  await untilConnectAnswers(() => putConnector(connectUrl, connector.name, connector.config), deadline);
  let restarts = 0;
  for (;;) {
    const status = await untilConnectAnswers(() => connectorStatus(connectUrl, connector.name), deadline);
    if (status.state === 'running' && (await isStreaming(client, connector.slot))) return;
    if (status.state === 'paused') await resumeConnector(connectUrl, connector.name);
    if (status.state === 'failed') {
      if (restarts++ === RESTARTS) throw failed(connector, status.reason ?? '');
      await restartFailed(connectUrl, connector.name);
    }
    if (Date.now() > deadline) throw failed(connector, `it is ${status.state} and does not stream`);
    await delay(status.state === 'failed' ? 5 * PAUSE_MS : PAUSE_MS);
  }
}

/** A Connect that is coming up, or balancing, is asked again until `deadline`. */
async function untilConnectAnswers<T>(work: () => Promise<T>, deadline: number): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (thrown) {
      const again = thrown instanceof UpshotError && thrown.code === 'connect_unavailable';
      if (!again || Date.now() > deadline) throw thrown;
      await delay(PAUSE_MS);
    }
  }
}

const failed = (connector: Connector, reason: string): UpshotError =>
  new UpshotError('connector_failed', `Connector ${connector.name} does not run: ${reason}`);

function startOfDay(): Date {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()));
}
