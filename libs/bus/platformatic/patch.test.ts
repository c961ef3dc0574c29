/** Shows that @platformatic/kafka carries our patch: without it a socket cannot be opened in one's own way. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { UpshotError } from '@upshot/errors';
import { Connection } from '@platformatic/kafka';
import { Socket } from 'node:net';
import { expect, it } from 'vitest';

const source = (path: string): Promise<string> =>
  readFile(fileURLToPath(import.meta.resolve('@platformatic/kafka').replace(/index\.js$/u, path)), 'utf8');

it('connects through the socket that it is given', async () => {
  const asked: unknown[] = [];
  const connection = new Connection('test', {
    openSocket: (address, connected) => {
      asked.push(address);
      setImmediate(connected);
      return new Socket();
    },
  });
  await connection.connect('broker.example', 9_092);
  expect([asked, connection.isConnected()]).toEqual([[{ host: 'broker.example', port: 9_092 }], true]);
  connection.socket.destroy();
});

it('fails when that socket does', async () => {
  const connection = new Connection('test', {
    openSocket: () => {
      const socket = new Socket();
      setImmediate(() => socket.destroy(new UpshotError('bus_unavailable', 'refused')));
      return socket;
    },
  });
  connection.on('error', () => undefined);
  await expect(connection.connect('broker.example', 9_092)).rejects.toMatchObject({
    code: 'PLT_KFK_NETWORK',
  });
});

it('takes a control batch without its marker, as compaction leaves it, for no reason to end the process', async () => {
  expect(await source('clients/consumer/consumer.js')).toContain('batch.records[0]?.key?.readInt16BE(2)');
});
