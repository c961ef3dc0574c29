/** The settings of the local set-up, read once from the environment; nothing else here looks at it. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { UpshotError } from '@upshot/errors';
import { PORT_VARIABLES, type PortName } from './home/port-names.ts';
import { readEngineUrls, type EngineUrls } from './engines/urls.ts';

/** The root of the clone. */
export const ROOT = resolve(import.meta.dirname, '../..');

export interface LocalConfig {
  readonly root: string;
  /** Where data, logs, ports.json, keys.json and local.json live (`UPSHOT_HOME`). */
  readonly home: string;
  /** Where downloaded engines live, shared by all homes (`UPSHOT_CACHE`). */
  readonly cache: string;
  /** Ports that the operator fixed (`UPSHOT_HTTP_PORT` and so on). */
  readonly fixedPorts: ReadonlyMap<PortName, number>;
  /** Engines that run already; undefined when this set-up has to start them. */
  readonly engineUrls: EngineUrls | undefined;
  /** Networks that webhooks may reach besides the local catcher, as a comma-separated list of CIDRs. */
  readonly egressAllow: string | undefined;
  /** `processes` forbids Docker, `docker` insists on it; undefined takes what answers (tests only). */
  readonly engineKind: 'processes' | 'docker' | undefined;
  /** What the CRM's tables mean (`UPSHOT_MAPPING_FILE`). */
  readonly mappingFile: string;
  /** The CRM's database and the registry as Kafka Connect reaches them, where that is another way (containers). */
  readonly fromConnect: { readonly crmUrl: string; readonly registryUrl: string } | undefined;
  /** A mail server other than the local catcher (`UPSHOT_SMTP_URL`). */
  readonly smtpUrl: string | undefined;
  /** The operator's other `UPSHOT_…` variables, for the services that read them. */
  readonly serviceSettings: Readonly<Record<string, string>>;
  readonly isRoot: boolean;
  readonly java: string;
  /** What children inherit: PATH, TZ, OTEL_* and so on, without npm's own variables. */
  readonly inherited: Readonly<Record<string, string>>;
}

const port = z.coerce.number().int().min(1).max(65_535);
const kind = z.enum(['processes', 'docker']).optional();

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the settings; throws `config_invalid` naming every variable that is wrong. */
export function readConfig(env: Environment = process.env): LocalConfig {
  const root = ROOT;
  const javaHome = env['JAVA_HOME'];
  return {
    root,
    home: resolve(root, env['UPSHOT_HOME'] || '.upshot'),
    cache: resolve(env['UPSHOT_CACHE'] || join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'upshot')),
    fixedPorts: readPorts(env),
    engineUrls: readEngineUrls(env),
    egressAllow: env['UPSHOT_EGRESS_ALLOW'] || undefined,
    engineKind: readKind(env),
    mappingFile: resolve(root, env['UPSHOT_MAPPING_FILE'] || 'deploy/crm/source-mapping.yaml'),
    fromConnect: readFromConnect(env),
    smtpUrl: env['UPSHOT_SMTP_URL'] || undefined,
    serviceSettings: pick(env, (name) => name.startsWith('UPSHOT_')),
    isRoot: process.getuid?.() === 0,
    java: javaHome ? join(javaHome, 'bin', 'java') : 'java',
    inherited: pick(env, (name) => !/^(npm_|VITEST|UPSHOT_)/i.test(name)),
  };
}

function readPorts(env: Environment): Map<PortName, number> {
  const fixed = new Map<PortName, number>();
  const wrong: string[] = [];
  for (const [name, variable] of PORT_VARIABLES) {
    const text = env[variable];
    if (text === undefined || text === '') continue;
    const parsed = port.safeParse(text);
    if (parsed.success) fixed.set(name, parsed.data);
    else wrong.push(variable);
  }
  if (wrong.length > 0) throw new UpshotError('config_invalid', `not a port number: ${wrong.join(', ')}`);
  return fixed;
}

function readKind(env: Environment): 'processes' | 'docker' | undefined {
  const parsed = kind.safeParse(env['UPSHOT_ENGINES'] || undefined);
  if (!parsed.success) throw new UpshotError('config_invalid', 'UPSHOT_ENGINES is processes or docker');
  return parsed.data;
}

function readFromConnect(env: Environment): LocalConfig['fromConnect'] {
  const [crmUrl, registryUrl] = [env['UPSHOT_CRM_URL_FROM_CONNECT'], env['UPSHOT_REGISTRY_URL_FROM_CONNECT']];
  return crmUrl && registryUrl ? { crmUrl, registryUrl } : undefined;
}

function pick(env: Environment, wanted: (name: string) => boolean): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && wanted(name)) kept[name] = value;
  }
  return kept;
}
