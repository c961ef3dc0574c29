/** The Debezium connector of the demo CRM, as data. */
import { HEARTBEAT_TABLE } from './replication.ts';

export interface ConnectorOptions {
  /** The CRM's database as Kafka Connect reaches it. */
  readonly crmUrl: string;
  /** The registry as Kafka Connect reaches it: its origin, or any of its API's addresses. */
  readonly registryUrl: string;
  /** Tables as `schema.table`. */
  readonly tables: readonly string[];
  /** The first part of every topic; the connector, its slot and its publication are named after it. */
  readonly topicPrefix: string;
}

export interface Connector {
  readonly name: string;
  readonly slot: string;
  readonly publication: string;
  readonly config: Readonly<Record<string, string>>;
}

/** How soon a commit is read: Debezium's own default adds half a second to every change. */
const POLL_INTERVAL_MS = 10;
const HEARTBEAT_INTERVAL_MS = 10_000;

/** What Kafka Connect is told. `docker-compose.yml` and the local set-up use the same. */
export function crmConnector(options: ConnectorOptions): Connector {
  const name = options.topicPrefix;
  const own = `upshot_${name.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_')}`;
  return {
    name,
    slot: own,
    publication: own,
    config: {
      'connector.class': 'io.debezium.connector.postgresql.PostgresConnector',
      'tasks.max': '1',
      'topic.prefix': options.topicPrefix,
      ...database(options.crmUrl),
      ...replication(own, options.tables),
      ...encoding(),
      ...converter('key', options.registryUrl),
      ...converter('value', options.registryUrl),
      'topic.creation.default.partitions': '4',
      'topic.creation.default.replication.factor': '1',
    },
  };
}

function database(crmUrl: string): Record<string, string> {
  const url = new URL(crmUrl);
  return {
    'database.hostname': url.hostname,
    'database.port': url.port || '5432',
    'database.user': decodeURIComponent(url.username),
    'database.password': decodeURIComponent(url.password),
    'database.dbname': decodeURIComponent(url.pathname.slice(1)),
  };
}

function replication(own: string, tables: readonly string[]): Record<string, string> {
  return {
    'plugin.name': 'pgoutput',
    'slot.name': own,
    'publication.name': own,
    'publication.autocreate.mode': 'disabled',
    'table.include.list': tables.join(','),
    // `initial`, and once more when the slot that the stored offset belongs to is gone.
    'snapshot.mode': 'when_needed',
    'poll.interval.ms': String(POLL_INTERVAL_MS),
    'heartbeat.interval.ms': String(HEARTBEAT_INTERVAL_MS),
    'heartbeat.action.query': `INSERT INTO ${HEARTBEAT_TABLE} (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET beat_at = now()`,
    // Wait for a database that is away for as long as it takes.
    'errors.max.retries': '-1',
    'retriable.restart.connector.wait.ms': '2000',
    'errors.log.enable': 'true',
  };
}

function encoding(): Record<string, string> {
  return {
    'decimal.handling.mode': 'precise',
    'tombstones.on.delete': 'true',
    'schema.name.adjustment.mode': 'avro',
  };
}

function converter(side: 'key' | 'value', registryUrl: string): Record<string, string> {
  const settings = {
    'apicurio.registry.url': new URL('/apis/registry/v2', registryUrl).href,
    'apicurio.registry.auto-register': 'true',
    'apicurio.registry.find-latest': 'true',
    'apicurio.registry.as-confluent': 'true',
    'apicurio.registry.use-id': 'contentId',
    'apicurio.registry.headers.enabled': 'false',
  };
  return {
    [`${side}.converter`]: 'io.apicurio.registry.utils.converter.AvroConverter',
    ...Object.fromEntries(
      Object.entries(settings).map(([key, value]) => [`${side}.converter.${key}`, value]),
    ),
  };
}
