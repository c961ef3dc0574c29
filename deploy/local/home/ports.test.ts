/** Shows which port is chosen: the operator's, the remembered one, or a free one that nobody else has. */
import { createServer, type Server } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { AnyPortName, PortName } from './port-names.ts';
import { hostOf, HOOKS_HOST, PORT_VARIABLES, variableOf } from './port-names.ts';
import { choosePorts, isFree, readPorts, seedOf, writePorts, type PortQuestion } from './ports.ts';

const NAMES: readonly AnyPortName[] = ['http', 'kafka', 'hooks', 'health:matcher'];

interface Given {
  readonly fixed?: Partial<Record<PortName, number>>;
  readonly remembered?: Record<string, number>;
  readonly busy?: readonly number[];
  readonly seed?: number;
}

function choose({ fixed = {}, remembered = {}, busy = [], seed = 0 }: Given): ReturnType<typeof choosePorts> {
  const question: PortQuestion = {
    names: NAMES,
    fixed: new Map(
      PORT_VARIABLES.flatMap(([name]) => (fixed[name] === undefined ? [] : [[name, fixed[name]]])),
    ),
    remembered: new Map(Object.entries(remembered)),
    seed,
    isFree: (_host, port) => Promise.resolve(!busy.includes(port)),
  };
  return choosePorts(question);
}

describe('choosePorts', () => {
  it('gives every name a port of its own', async () => {
    const ports = await choose({});
    expect([...ports.keys()]).toEqual(NAMES);
    expect(new Set(ports.values()).size).toBe(NAMES.length);
  });
  it('stays below the ports that the kernel hands to clients', async () => {
    const ports = await choose({ seed: 11_999 });
    for (const port of ports.values()) expect(port).toBeGreaterThanOrEqual(20_000);
    for (const port of ports.values()) expect(port).toBeLessThan(32_768);
  });
  it('takes the remembered ports again', async () => {
    const remembered = { http: 25_000, kafka: 25_001, hooks: 25_002, 'health:matcher': 25_003 };
    expect(Object.fromEntries(await choose({ remembered }))).toEqual(remembered);
  });
  it('replaces a remembered port that is busy, by none that another name remembers', async () => {
    const remembered = { http: 20_000, kafka: 20_001 };
    const ports = await choose({ remembered, busy: [20_000] });
    expect(ports.get('kafka')).toBe(20_001);
    expect([20_000, 20_001]).not.toContain(ports.get('http'));
  });
  it('prefers what the operator fixed over what it remembers', async () => {
    const ports = await choose({ fixed: { http: 8080 }, remembered: { http: 25_000 } });
    expect(ports.get('http')).toBe(8080);
  });
  it('gives nobody else a port that the operator fixed', async () => {
    const ports = await choose({ fixed: { hooks: 20_000 } });
    expect(ports.get('http')).toBe(20_001);
  });
  it('names the variable whose port is taken', async () => {
    await expect(choose({ fixed: { kafka: 9092 }, busy: [9092] })).rejects.toMatchObject({
      code: 'setup_failed',
      message: expect.stringContaining('UPSHOT_KAFKA_PORT'),
    });
  });
  it('says when nothing is free', async () => {
    const busy = Array.from({ length: 12_000 }, (_, step) => 20_000 + step);
    await expect(choose({ busy })).rejects.toMatchObject({ code: 'setup_failed' });
  });
});

describe('seedOf', () => {
  it('differs between homes and not between runs', () => {
    expect(seedOf('/a/.upshot')).toBe(seedOf('/a/.upshot'));
    expect(seedOf('/a/.upshot')).not.toBe(seedOf('/b/.upshot'));
  });
});

describe('hostOf, variableOf', () => {
  it('binds everything on loopback, the hooks on an address of their own', () => {
    expect([hostOf('http'), hostOf('health:runner'), hostOf('hooks')]).toEqual([
      '127.0.0.1',
      '127.0.0.1',
      HOOKS_HOST,
    ]);
  });
  it('knows which ports can be fixed', () => {
    expect([variableOf('http'), variableOf('kafka-controller')]).toEqual(['UPSHOT_HTTP_PORT', undefined]);
  });
});

describe('isFree', () => {
  let server: Server | undefined;
  afterEach(() => new Promise((done) => (server === undefined ? done(undefined) : server.close(done))));

  it('sees a listener', async () => {
    const listening = createServer();
    server = listening;
    await new Promise<void>((done) => listening.listen(0, '127.0.0.1', done));
    const address = listening.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect(await isFree('127.0.0.1', port)).toBe(false);
  });
});

describe('ports.json', () => {
  it('is read back as it was written', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'upshot-ports-'));
    const file = join(folder, 'ports.json');
    await writePorts(file, new Map([['http', 20_000]]));
    expect(await readPorts(file)).toEqual(new Map([['http', 20_000]]));
    await rm(folder, { recursive: true });
  });
  it.each(['', '{', '[]', '{"http":"x"}', '{"http":70000}'])(
    'counts as empty when it is damaged: %s',
    async (text) => {
      const folder = await mkdtemp(join(tmpdir(), 'upshot-ports-'));
      await writeFile(join(folder, 'ports.json'), text);
      expect(await readPorts(join(folder, 'ports.json'))).toEqual(new Map());
      await rm(folder, { recursive: true });
    },
  );
  it('counts as empty when it is not there', async () => {
    expect(await readPorts('/nowhere/ports.json')).toEqual(new Map());
  });
});
