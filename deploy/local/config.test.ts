/** Shows how the environment becomes settings, and that a wrong one is named. */
import { describe, expect, it } from 'vitest';
import { readConfig, ROOT } from './config.ts';
import { PORT_VARIABLES } from './home/port-names.ts';

const URLS = {
  UPSHOT_KAFKA_BROKERS: 'k:1',
  UPSHOT_REGISTRY_URL: 'http://r',
  UPSHOT_CONNECT_URL: 'http://c',
  UPSHOT_MONGO_URL: 'mongodb://m',
  UPSHOT_REDIS_URL: 'redis://r',
  UPSHOT_CRM_URL: 'postgres://p',
};

describe('readConfig', () => {
  it('lives in the clone and in the user’s cache by default', () => {
    const config = readConfig({});
    expect(config.home).toBe(`${ROOT}/.upshot`);
    expect(config.cache).toMatch(/\/\.cache\/upshot$/);
  });
  it('takes both from the environment', () => {
    expect(readConfig({ UPSHOT_HOME: '/h', UPSHOT_CACHE: '/c' })).toMatchObject({ home: '/h', cache: '/c' });
  });
  it('fixes no port by default', () => {
    expect(readConfig({}).fixedPorts.size).toBe(0);
  });
  it.each(PORT_VARIABLES)('lets the operator fix the port of %s', (name, variable) => {
    expect(readConfig({ [variable]: '4711' }).fixedPorts.get(name)).toBe(4711);
  });
  it.each(['x', '0', '-1', '65536', '1.5'])('refuses the port %s and names its variable', (text) => {
    expect(() => readConfig({ UPSHOT_HTTP_PORT: text })).toThrow('UPSHOT_HTTP_PORT');
  });
  it('names all wrong ports at once', () => {
    expect(() => readConfig({ UPSHOT_HTTP_PORT: 'x', UPSHOT_SMTP_PORT: 'y' })).toThrow(
      'UPSHOT_HTTP_PORT, UPSHOT_SMTP_PORT',
    );
  });
  it('treats an empty variable as one that is not set', () => {
    expect(readConfig({ UPSHOT_HTTP_PORT: '', UPSHOT_HOME: '' })).toMatchObject({ home: `${ROOT}/.upshot` });
  });
  it('uses engines that run already when all six are named', () => {
    expect(readConfig(URLS).engineUrls).toEqual({
      kafka: 'k:1',
      registry: 'http://r',
      connect: 'http://c',
      mongo: 'mongodb://m',
      redis: 'redis://r',
      crm: 'postgres://p',
    });
  });
  it('names the engines that are missing when only some are given', () => {
    const { UPSHOT_REDIS_URL: _redis, ...rest } = URLS;
    expect(() => readConfig(rest)).toThrow('UPSHOT_REDIS_URL');
  });
  it('refuses a kind of engines that does not exist', () => {
    expect(() => readConfig({ UPSHOT_ENGINES: 'podman' })).toThrow('UPSHOT_ENGINES');
  });
  it('lets children inherit the environment, less npm’s and our own variables', () => {
    const config = readConfig({ PATH: '/bin', npm_config_cache: 'x', UPSHOT_HOME: '/h', OTEL_X: 'y' });
    expect(config.inherited).toEqual({ PATH: '/bin', OTEL_X: 'y' });
  });
  it('keeps the operator’s settings for services', () => {
    expect(readConfig({ UPSHOT_LOG_LEVEL: 'debug', PATH: '/bin' }).serviceSettings).toEqual({
      UPSHOT_LOG_LEVEL: 'debug',
    });
  });
  it('finds Java where JAVA_HOME says', () => {
    expect(readConfig({ JAVA_HOME: '/j' }).java).toBe('/j/bin/java');
  });
});
