/** Shows what each service is given. */
import { describe, expect, it } from 'vitest';
import { readConfig, ROOT } from './config.ts';
import { localEngineUrls } from './engines/urls.ts';
import type { AnyPortName } from './home/port-names.ts';
import {
  HEALTH_PORTS,
  SERVICES,
  serviceEnvironment,
  serviceProgram,
  type ServiceContext,
} from './services.ts';

const port = (name: AnyPortName): number => 1000 + name.length;

function contextWith(env: Record<string, string>): ServiceContext {
  return { config: readConfig(env), home: '/home', urls: localEngineUrls(port), port };
}

const [api, matcher] = SERVICES;
if (api === undefined || matcher === undefined) throw new TypeError('no services');

describe('SERVICES', () => {
  it('are those of the design, and the local ends', () => {
    expect(SERVICES.map(({ name }) => name)).toEqual([
      'definition-api',
      'matcher',
      'runner',
      'scheduler',
      'dispatcher',
      'run-recorder',
      'mirror',
      'local-ends',
    ]);
  });
  it('each have a health port, the API its own', () => {
    expect(api.health).toBe('http');
    expect(HEALTH_PORTS).toHaveLength(SERVICES.length - 1);
  });
});

describe('serviceEnvironment', () => {
  it('names every address that a service may need', () => {
    expect(Object.keys(serviceEnvironment(matcher, contextWith({}))).sort()).toEqual([
      'NODE_COMPILE_CACHE',
      'UPSHOT_API_URL',
      'UPSHOT_CONNECT_URL',
      'UPSHOT_CONSOLE_PORT',
      'UPSHOT_CRM_URL',
      'UPSHOT_EGRESS_ALLOW',
      'UPSHOT_HEALTH_HOST',
      'UPSHOT_HEALTH_PORT',
      'UPSHOT_HOME',
      'UPSHOT_HOOKS_PORT',
      'UPSHOT_HTTP_HOST',
      'UPSHOT_HTTP_PORT',
      'UPSHOT_KAFKA_BROKERS',
      'UPSHOT_MAIL_FROM',
      'UPSHOT_MAPPING_FILE',
      'UPSHOT_MONGO_URL',
      'UPSHOT_REDIS_URL',
      'UPSHOT_REGISTRY_URL',
      'UPSHOT_SMTP_PORT',
      'UPSHOT_SMTP_URL',
    ]);
  });
  it('gives each its own health port', () => {
    const environment = serviceEnvironment(matcher, contextWith({}));
    expect(environment['UPSHOT_HEALTH_PORT']).toBe(String(port('health:matcher')));
  });
  it('lets webhooks reach the local catcher and nothing else', () => {
    expect(serviceEnvironment(matcher, contextWith({}))['UPSHOT_EGRESS_ALLOW']).toBe('127.77.0.1/32');
  });
  it('adds the networks that the operator allows', () => {
    const context = contextWith({ UPSHOT_EGRESS_ALLOW: '10.0.0.0/8' });
    expect(serviceEnvironment(matcher, context)['UPSHOT_EGRESS_ALLOW']).toBe('127.77.0.1/32,10.0.0.0/8');
  });
  it('sends mail to the local catcher unless the operator names another server', () => {
    expect(serviceEnvironment(api, contextWith({}))['UPSHOT_SMTP_URL']).toBe(
      `smtp://127.0.0.1:${port('smtp')}`,
    );
    const own = contextWith({ UPSHOT_SMTP_URL: 'smtp://mail:25' });
    expect(serviceEnvironment(api, own)['UPSHOT_SMTP_URL']).toBe('smtp://mail:25');
  });
  it('passes the operator’s other settings on, under its own', () => {
    const environment = serviceEnvironment(
      api,
      contextWith({ UPSHOT_LOG_LEVEL: 'debug', UPSHOT_HEALTH_PORT: '1' }),
    );
    expect(environment).toMatchObject({
      UPSHOT_LOG_LEVEL: 'debug',
      UPSHOT_HEALTH_PORT: String(port('http')),
    });
  });
});

describe('serviceProgram', () => {
  it('runs its main.ts on this Node and gives it time to drain', () => {
    const program = serviceProgram(matcher, contextWith({}));
    expect(program).toMatchObject({ command: process.execPath, args: [`${ROOT}/services/matcher/main.ts`] });
    expect(program.stopWithinMs).toBeGreaterThan(25_000);
  });
});
