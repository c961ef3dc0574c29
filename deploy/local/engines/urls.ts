/** Where the engines answer: the six addresses that services and tests are given, and the variables that carry them. */
import { UpshotError } from '@upshot/errors';
import { HOST as host, type PortName } from '../home/port-names.ts';

export interface EngineUrls {
  /** `host:port` of the broker. */
  readonly kafka: string;
  /** The registry's Confluent API (`…/apis/ccompat/v7`). */
  readonly registry: string;
  readonly connect: string;
  readonly mongo: string;
  readonly redis: string;
  /** DSN of the CRM database. */
  readonly crm: string;
}

/** The variable of each address: the same names that the services read. */
const ENGINE_VARIABLES = {
  kafka: 'UPSHOT_KAFKA_BROKERS',
  registry: 'UPSHOT_REGISTRY_URL',
  connect: 'UPSHOT_CONNECT_URL',
  mongo: 'UPSHOT_MONGO_URL',
  redis: 'UPSHOT_REDIS_URL',
  crm: 'UPSHOT_CRM_URL',
} as const satisfies Record<keyof EngineUrls, string>;

/** The engines named by the environment; undefined when none is, `config_invalid` when only some are. */
export function readEngineUrls(env: Readonly<Record<string, string | undefined>>): EngineUrls | undefined {
  const missing = Object.values(ENGINE_VARIABLES).filter((name) => !env[name]);
  if (missing.length === Object.keys(ENGINE_VARIABLES).length) return undefined;
  if (missing.length > 0) throw new UpshotError('config_invalid', `also needed: ${missing.join(', ')}`);
  const at = (name: keyof EngineUrls): string => env[ENGINE_VARIABLES[name]] ?? '';
  return {
    kafka: at('kafka'),
    registry: at('registry'),
    connect: at('connect'),
    mongo: at('mongo'),
    redis: at('redis'),
    crm: at('crm'),
  };
}

/** The addresses as environment variables, for children. */
export function engineEnvironment(urls: EngineUrls): Record<string, string> {
  return {
    [ENGINE_VARIABLES.kafka]: urls.kafka,
    [ENGINE_VARIABLES.registry]: urls.registry,
    [ENGINE_VARIABLES.connect]: urls.connect,
    [ENGINE_VARIABLES.mongo]: urls.mongo,
    [ENGINE_VARIABLES.redis]: urls.redis,
    [ENGINE_VARIABLES.crm]: urls.crm,
  };
}

/** The addresses that follow from the engines' ports on this machine. */
export function localEngineUrls(port: (name: PortName) => number): EngineUrls {
  return {
    kafka: `${host}:${port('kafka')}`,
    registry: `http://${host}:${port('registry')}/apis/ccompat/v7`,
    connect: `http://${host}:${port('connect')}`,
    mongo: `mongodb://${host}:${port('mongo')}/upshot?directConnection=true`,
    redis: `redis://${host}:${port('redis')}`,
    crm: `postgres://upshot:upshot@${host}:${port('postgres')}/crm`,
  };
}
