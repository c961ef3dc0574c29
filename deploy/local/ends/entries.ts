/** What the local ends caught, as the outbox lists it. */
import { z } from 'zod';

const at = z.iso.datetime();
const headers = z.record(z.string(), z.string());

const emailEntry = z.object({
  channel: z.literal('email'),
  at,
  from: z.string(),
  /** Everyone in the envelope, blind copies included. */
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  messageId: z.string(),
  headers,
});

const webhookEntry = z.object({
  channel: z.literal('webhook'),
  at,
  method: z.string(),
  path: z.string(),
  query: z.record(z.string(), z.string()),
  headers,
  /** Parsed where it is JSON, else its text. */
  body: z.json(),
  /** The very bytes, as text. */
  rawBody: z.string(),
});

/** A line of `outbox.jsonl`. */
export const entrySchema = z.discriminatedUnion('channel', [emailEntry, webhookEntry]);

export type EmailEntry = z.output<typeof emailEntry>;
export type WebhookEntry = z.output<typeof webhookEntry>;
export type CaughtEntry = z.output<typeof entrySchema>;

/** A notification in somebody's inbox. */
export interface NotificationEntry {
  readonly channel: 'notification';
  readonly at: string;
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly title: string;
  readonly message: string;
  readonly module: string;
  readonly recordId: string;
  readonly readAt: string | null;
}

export type OutboxEntry = CaughtEntry | NotificationEntry;

export const OUTBOX_CHANNELS = ['email', 'webhook', 'notification'] as const;
type OutboxChannel = (typeof OUTBOX_CHANNELS)[number];

/** Which entries are asked for. */
export interface OutboxQuery {
  readonly channel?: OutboxChannel | undefined;
  readonly limit: number;
  /** Only entries caught after this moment. */
  readonly sinceMs: number;
}
