/** The services of the local set-up as data, and the environment that each is given. */
import { join } from 'node:path';
import type { LocalConfig } from './config.ts';
import { engineEnvironment, type EngineUrls } from './engines/urls.ts';
import { HOOKS_HOST, HOST, type AnyPortName } from './home/port-names.ts';
import type { Program } from './supervisor/program.ts';

export interface ServiceSpec {
  readonly name: string;
  /** Its entry, from the root of the clone. */
  readonly main: string;
  /** The port that answers `/readyz`. */
  readonly health: AnyPortName;
}

const STREAM_SERVICES = ['matcher', 'runner', 'scheduler', 'dispatcher', 'run-recorder', 'mirror'] as const;

const streamService = (name: string): ServiceSpec => ({
  name,
  main: `services/${name}/main.ts`,
  health: `health:${name}`,
});

/** All services; the definition API answers for its health on its own port. */
export const SERVICES: readonly ServiceSpec[] = [
  { name: 'definition-api', main: 'services/definition-api/main.ts', health: 'http' },
  ...STREAM_SERVICES.map(streamService),
  { name: 'local-ends', main: 'deploy/local/ends/main.ts', health: 'health:local-ends' },
];

/** The health ports that only this set-up uses. */
export const HEALTH_PORTS: readonly AnyPortName[] = SERVICES.map(({ health }) => health).filter(
  (name) => name !== 'http',
);

/** Longer than the 25 s that a service may take to drain. */
const STOP_WITHIN_MS = 27_000;

export interface ServiceContext {
  readonly config: LocalConfig;
  readonly home: string;
  readonly urls: EngineUrls;
  readonly port: (name: AnyPortName) => number;
}

/** The program of a service, on the Node that runs the set-up. */
export function serviceProgram(service: ServiceSpec, context: ServiceContext): Program {
  return {
    name: service.name,
    command: process.execPath,
    args: [join(context.config.root, service.main)],
    env: serviceEnvironment(service, context),
    stopSignal: 'SIGTERM',
    stopWithinMs: STOP_WITHIN_MS,
  };
}

/** The settings of a service: the operator's own (`UPSHOT_LOG_LEVEL` and so on) under those that the set-up decides. */
export function serviceEnvironment(service: ServiceSpec, context: ServiceContext): Record<string, string> {
  const { config, port, urls, home } = context;
  const number = (name: AnyPortName): string => String(port(name));
  return {
    UPSHOT_MAIL_FROM: 'Upshot <upshot@example.test>',
    NODE_COMPILE_CACHE: join(config.cache, 'node-compile'),
    ...config.serviceSettings,
    ...engineEnvironment(urls),
    UPSHOT_HOME: home,
    UPSHOT_MAPPING_FILE: config.mappingFile,
    UPSHOT_SMTP_URL: config.smtpUrl ?? `smtp://${HOST}:${number('smtp')}`,
    UPSHOT_EGRESS_ALLOW: [`${HOOKS_HOST}/32`, config.egressAllow].filter(Boolean).join(','),
    UPSHOT_API_URL: `http://${HOST}:${number('http')}`,
    UPSHOT_HTTP_PORT: number('http'),
    UPSHOT_HTTP_HOST: HOST,
    UPSHOT_CONSOLE_PORT: number('console'),
    UPSHOT_SMTP_PORT: number('smtp'),
    UPSHOT_HOOKS_PORT: number('hooks'),
    UPSHOT_HEALTH_PORT: number(service.health),
    UPSHOT_HEALTH_HOST: HOST,
  };
}
