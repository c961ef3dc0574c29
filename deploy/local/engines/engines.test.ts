/** Shows the order in which engines start and stop, and that each names what it needs. */
import { describe, expect, it } from 'vitest';
import { RUNTIME } from './connect.ts';
import { ENGINE_NAMES } from './contract.ts';
import { ENGINES } from './index.ts';
import { jvmArgs, LOG_BINDING, properties } from './java.ts';
import { VERSION } from './kafka.ts';
import { portReader, stopOrder } from './start.ts';

describe('ENGINES', () => {
  it('are in the list once each, in the order of their names', () => {
    expect(ENGINES.map(({ name }) => name)).toEqual(ENGINE_NAMES);
  });
  it('need only engines that come before them', () => {
    ENGINES.forEach((engine, index) => {
      const before = ENGINES.slice(0, index).map(({ name }) => name);
      for (const need of engine.needs) expect(before).toContain(need);
    });
  });
});

describe('stopOrder', () => {
  it('stops Connect, then the registry, then what they stand on', () => {
    expect(stopOrder()).toEqual([['connect'], ['registry'], ['kafka', 'mongo', 'redis', 'postgres']]);
  });
  it('stops each engine once', () => {
    expect(stopOrder().flat().sort()).toEqual([...ENGINE_NAMES].sort());
  });
});

describe('portReader', () => {
  it('reads a chosen port and names a missing one', () => {
    const port = portReader(new Map([['http', 1]]));
    expect(port('http')).toBe(1);
    expect(() => port('kafka')).toThrow('kafka');
  });
});

describe('Java', () => {
  it('bounds the heap', () => {
    expect(jvmArgs(512)).toEqual(expect.arrayContaining(['-Xms128m', '-Xmx512m']));
    expect(jvmArgs(64)).toEqual(expect.arrayContaining(['-Xms64m', '-Xmx64m']));
  });
  it('writes settings one a line', () => {
    expect(properties({ a: 1, b: true, c: 'x' })).toBe('a=1\nb=true\nc=x\n');
  });
});

describe('Connect', () => {
  it('is fetched with what its main class stands in, and with a log binding', () => {
    expect(RUNTIME).toEqual([`org.apache.kafka:connect-runtime:${VERSION}`, LOG_BINDING]);
  });
});
