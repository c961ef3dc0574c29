/** Opens a listener and says which port it got. */
import type { Server } from 'node:net';
import { UpshotError } from '@upshot/errors';

/** Something that listens. */
export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on `host:port` (0 for any free port). Throws `config_invalid` where the port cannot be had. */
export async function listen(server: Server, host: string, port: number): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new UpshotError('config_invalid', `cannot listen on ${host}:${port}`, { cause }));
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new UpshotError('internal', 'not a TCP listener');
  return { port: address.port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}
