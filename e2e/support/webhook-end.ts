/** A webhook's other end, for a test or a benchmark: on the one loopback address that the local set-up lets webhooks reach. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

export interface Delivery {
  /** The effect's key, the same for all attempts. */
  readonly webhookId: string;
  readonly body: unknown;
  /** Of the bytes as they came. */
  readonly digest: string;
  /** When its first byte came, in ms since the epoch, to the microsecond. */
  readonly atMs: number;
}

export interface WebhookEnd {
  readonly url: string;
  readonly deliveries: readonly Delivery[];
  close(): Promise<void>;
}

/** Listens on a free port beside `hooks` (of `local.json`) and answers 200 to everything. */
export async function openWebhookEnd(hooks: string): Promise<WebhookEnd> {
  const host = new URL(hooks).hostname;
  const deliveries: Delivery[] = [];
  const server = createServer((request, response) => {
    const atMs = performance.timeOrigin + performance.now();
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const digest = createHash('sha256').update(bytes).digest('hex');
      const webhookId = String(request.headers['webhook-id']);
      deliveries.push({ webhookId, body: JSON.parse(bytes.toString()), digest, atMs });
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
