/** Settings: every kind, every mistake at once, and nothing secret shown. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mainConfig, printableConfig, readConfig, setting } from './index.ts';

const Settings = z.object({
  UPSHOT_BROKERS: setting.brokers(),
  UPSHOT_MONGO: setting.url(),
  UPSHOT_HEALTH_PORT: setting.port().default(0),
  UPSHOT_DRAIN: setting.durationMs().prefault('25s'),
  UPSHOT_EGRESS_ALLOW: setting.cidrs().default([]),
  UPSHOT_SIGNING: setting.secret().optional(),
  UPSHOT_LOG_LEVEL: setting.logLevel().default('info'),
});
const env = {
  UPSHOT_BROKERS: 'a:9092, b:9093',
  UPSHOT_MONGO: 'mongodb://ann:canary@h1,h2/upshot',
  HOME: '/',
};

describe('readConfig', () => {
  it('reads the variables of the schema and no others', () => {
    expect(readConfig(Settings, env)).toEqual({
      UPSHOT_BROKERS: ['a:9092', 'b:9093'],
      UPSHOT_MONGO: 'mongodb://ann:canary@h1,h2/upshot',
      UPSHOT_HEALTH_PORT: 0,
      UPSHOT_DRAIN: 25_000,
      UPSHOT_EGRESS_ALLOW: [],
      UPSHOT_LOG_LEVEL: 'info',
    });
  });
  it('names all that is missing or wrong in one message, and no value', () => {
    const wrong = {
      UPSHOT_MONGO: ' ',
      UPSHOT_HEALTH_PORT: '70000',
      UPSHOT_DRAIN: 'canary',
      UPSHOT_BROKERS: 'x',
    };
    const read = (): unknown => readConfig(Settings, wrong);
    expect(read).toThrow(
      expect.objectContaining({
        code: 'config_invalid',
        message:
          'UPSHOT_BROKERS.0: not host:port; UPSHOT_DRAIN: not a duration such as 250ms, 30s, 5m; ' +
          'UPSHOT_HEALTH_PORT: more than 65535; UPSHOT_MONGO: not set',
      }),
    );
    expect(read).not.toThrow('canary');
  });
});

describe('settings', () => {
  const read = (kind: z.ZodType, text: string): unknown =>
    readConfig(z.object({ X: kind }), { X: text })['X'];
  it.each([
    ['250', setting.durationMs(), 250],
    ['250ms', setting.durationMs(), 250],
    ['2m', setting.durationMs(), 120_000],
    ['3h', setting.durationMs(), 10_800_000],
    ['1d', setting.durationMs(), 86_400_000],
    ['10.0.0.0/8, fd00::/8', setting.cidrs(), ['10.0.0.0/8', 'fd00::/8']],
    ['[::1]:9092', setting.brokers(), ['[::1]:9092']],
    ['http://h:1/p', setting.url(), 'http://h:1/p'],
    ['yes', setting.flag(), true],
    ['false', setting.flag(), false],
    ['9', setting.integer(1, 9), 9],
    ['0', setting.port(), 0],
    [' a ', setting.text(), 'a'],
    ['silent', setting.logLevel(), 'silent'],
    ['platformatic', setting.busConsumer(), 'platformatic'],
  ])('take what they are for: %# %s', (text, kind, value) => {
    expect(read(kind, text)).toEqual(value);
  });
  it.each([
    ['-1s', setting.durationMs()],
    ['1w', setting.durationMs()],
    ['10.0.0.1', setting.cidrs()],
    ['10.0.0.0/33', setting.cidrs()],
    ['http://a:1', setting.brokers()],
    [',', setting.brokers()],
    ['localhost', setting.url()],
    ['maybe', setting.flag()],
    ['1.5', setting.integer(1, 9)],
    ['10', setting.integer(1, 9)],
    ['-1', setting.port()],
    ['loud', setting.logLevel()],
    ['confluent', setting.busConsumer()],
  ])('refuse what they are not for: %# %s', (text, kind) => {
    expect(() => read(kind, text)).toThrow(expect.objectContaining({ code: 'config_invalid' }));
  });
});

describe('printableConfig', () => {
  it('hides secrets, and users and passwords in URLs', () => {
    const printed = printableConfig(Settings, { ...env, UPSHOT_SIGNING: 'canary' });
    expect(printed).toMatchObject({
      UPSHOT_MONGO: 'mongodb://[redacted]@h1,h2/upshot',
      UPSHOT_SIGNING: '[redacted]',
    });
    expect(JSON.stringify(printed)).not.toContain('canary');
  });
  it('hides what only its name tells to be a secret', () => {
    const schema = z.object({ SMTP_PASSWORD: setting.text(), API_TOKEN: setting.secret().default('canary') });
    expect(printableConfig(schema, { SMTP_PASSWORD: 'canary' })).toEqual({
      SMTP_PASSWORD: '[redacted]',
      API_TOKEN: '[redacted]',
    });
  });
});

describe('mainConfig', () => {
  class Exit extends Error {}
  const main = (argv: string[], given: Record<string, string>) => {
    const told = { out: '', err: '', code: -1 };
    const exit = (code: number): never => {
      told.code = code;
      throw new Exit();
    };
    const stdout = { write: (text: string) => (told.out += text) };
    const stderr = { write: (text: string) => (told.err += text) };
    const run = (): unknown => mainConfig(Settings, { env: given, argv, stdout, stderr, exit });
    return { told, run };
  };
  it('gives the settings', () => {
    expect(main([], env).run()).toMatchObject({ UPSHOT_DRAIN: 25_000 });
  });
  it('prints them and ends when it is asked to', () => {
    const { told, run } = main(['--print-config'], env);
    expect(run).toThrow(Exit);
    expect(told.code).toBe(0);
    expect(JSON.parse(told.out)).toMatchObject({ UPSHOT_DRAIN: 25_000 });
    expect(told.out).not.toContain('canary');
  });
  it('tells the mistakes and ends with 78', () => {
    const { told, run } = main([], {});
    expect(run).toThrow(Exit);
    expect(told).toEqual({
      out: '',
      err: 'config_invalid: UPSHOT_BROKERS: not set; UPSHOT_MONGO: not set\n',
      code: 78,
    });
  });
});
