/** A way to a real server that a test can cut, so that the client sees a connection break in the middle of its work. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A proxy to be connected to instead of the server. */
export interface CutOff {
  readonly port: number;
  /** Breaks every connection and takes no more. */
  cut(): Promise<void>;
}

/** Listens on the loopback and passes everything on to `host:port`. */
export async function cutOff(target: { host: string; port: number }): Promise<CutOff> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target.port, target.host);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
    }
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    cut: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
