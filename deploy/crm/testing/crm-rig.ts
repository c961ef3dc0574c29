/** A demo CRM of a test's own on the real engines: a database, a connector, and what comes out of it, decoded. */
import { connectRegistry } from '@upshot/avro';
import { connectBus, type Bus, type Follower } from '@upshot/bus';
import { createDecoder, type ChangeEvent } from '@upshot/cdc';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { ProvidedContext } from 'vitest';
import { prepareCrm, type Prepared, type PrepareOptions } from '../index.ts';

type Engines = ProvidedContext['engines'];

export interface CrmRig {
  readonly name: string;
  readonly slot: string;
  readonly client: Client;
  readonly options: PrepareOptions;
  prepare(more?: Partial<PrepareOptions>): Promise<Prepared>;
  /** The changes of a table that have arrived so far, from the first one on. */
  watch(table: string): Promise<readonly ChangeEvent[]>;
  /** Takes the connector away, as losing Connect's own topics would. */
  removeConnector(): Promise<void>;
  close(): Promise<void>;
}

/** Makes an empty database; nothing is prepared yet. */
export async function openCrmRig(engines: Engines): Promise<CrmRig> {
  const name = `crm_${randomUUID().slice(0, 8)}`;
  const crmUrl = new URL(`/${name}`, engines.crm).href;
  await onServer(engines.crm, `CREATE DATABASE ${name}`);
  const client = new Client({ connectionString: crmUrl });
  await client.connect();
  const bus = await connectBus({ brokers: [engines.kafka], clientId: name });
  const followers: Follower[] = [];
  const options = {
    crmUrl,
    connectUrl: engines.connect,
    registryUrl: engines.registry,
    kafkaTopicPrefix: name,
  };
  const slot = `upshot_${name}`;
  const removeConnector = async (): Promise<void> => {
    await fetch(new URL(`/connectors/${name}`, engines.connect), { method: 'DELETE' });
    await untilFree(client, slot);
  };
  return {
    name,
    slot,
    client,
    options,
    prepare: async (more) => prepareCrm({ ...options, ...more }),
    watch: async (table) => watch(bus, followers, engines.registry, `${name}.public.${table}`),
    removeConnector,
    close: async () => {
      await Promise.all(followers.map(async (each) => each.stop()));
      await bus.close();
      await removeConnector();
      await dropSlot(client, slot);
      await client.end();
      await onServer(engines.crm, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function watch(
  bus: Bus,
  followers: Follower[],
  registryUrl: string,
  topic: string,
): Promise<readonly ChangeEvent[]> {
  const registry = connectRegistry({ url: registryUrl });
  const decoder = createDecoder({ schemaById: async (id) => registry.schemaById(id) });
  const changes: ChangeEvent[] = [];
  const follower = await bus.follow({
    topics: [topic],
    onRecord: async (record) => {
      const decoded = await decoder.decode(record);
      if (decoded.kind === 'change') changes.push(decoded.change);
    },
  });
  followers.push(follower);
  await follower.ready;
  return changes;
}

/** Waits until nobody reads the slot any more. */
async function untilFree(client: Client, slot: string): Promise<void> {
  for (let round = 0; round < 100; round++) {
    const busy = await client.query('SELECT 1 FROM pg_replication_slots WHERE slot_name = $1 AND active', [
      slot,
    ]);
    if (busy.rowCount === 0) return;
    await delay(100);
  }
}

/** Drops the slot, if there is one. */
export async function dropSlot(client: Client, slot: string): Promise<void> {
  await client.query(
    'SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = $1',
    [slot],
  );
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
