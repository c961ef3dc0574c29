/** A webhook's other end, owned by a test: on the one loopback address that the local set-up lets webhooks reach. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { inject } from 'vitest';

export interface Delivery {
  /** The effect's key, the same for all attempts. */
  readonly webhookId: string;
  readonly body: unknown;
  /** Of the bytes as they came. */
  readonly digest: string;
  readonly atMs: number;
}

export interface WebhookEnd {
  readonly url: string;
  readonly deliveries: readonly Delivery[];
  close(): Promise<void>;
}

/** Listens on a free port and answers 200 to everything. */
export async function openWebhookEnd(): Promise<WebhookEnd> {
  const host = new URL(inject('upshot').hooks).hostname;
  const deliveries: Delivery[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const digest = createHash('sha256').update(bytes).digest('hex');
      const webhookId = String(request.headers['webhook-id']);
      deliveries.push({ webhookId, body: JSON.parse(bytes.toString()), digest, atMs: Date.now() });
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://${host}:${port}/`,
    deliveries,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
