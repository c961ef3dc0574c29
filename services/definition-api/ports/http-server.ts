/** Port: the HTTP server, with the time-outs that slow clients get. */
import { createServer, type RequestListener } from 'node:http';
import { UpshotError } from '@upshot/errors';

export interface HttpServer {
  readonly port: number;
  /** Takes no new request and resolves when those in hand are answered. */
  close(): Promise<void>;
}

const TIMEOUTS = { requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 5_000 };

/** Listens (port 0 for any free one). Throws `config_invalid` when the port is taken. */
export async function listenHttp(listener: RequestListener, port: number, host: string): Promise<HttpServer> {
  const server = createServer({ ...TIMEOUTS, maxHeaderSize: 16_384 }, listener);
  await new Promise<void>((resolve, reject) => {
    const taken = (cause: unknown) =>
      reject(new UpshotError('config_invalid', `the HTTP port ${port} is not free`, { cause }));
    server.once('error', taken);
    server.listen(port, host, () => {
      server.off('error', taken);
      resolve();
    });
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}
