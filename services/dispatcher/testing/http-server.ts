/** A web server that answers as a test says, and remembers every request with its bytes. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TakenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What is answered; `drop` breaks the connection off. */
export type HttpAnswer =
  'drop' | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string };

export interface TestHttp {
  readonly url: string;
  readonly taken: TakenRequest[];
  /** A list is used up request by request, its last entry stays. */
  answers: HttpAnswer[];
  close(): Promise<void>;
}

/** Listens on a free port of the loopback. */
export async function startTestHttp(): Promise<TestHttp> {
  const http: TestHttp = { url: '', taken: [], answers: [{ status: 200 }], close: async () => {} };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      http.taken.push({ method, url, headers, body: Buffer.concat(chunks).toString('utf8') });
      const answer = http.answers[0] ?? { status: 200 };
      if (http.answers.length > 1) http.answers.shift();
      if (answer === 'drop') response.destroy();
      else response.writeHead(answer.status, answer.headers).end(answer.body ?? '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port }: AddressInfo = Object(server.address());
  return Object.assign(http, {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
}
