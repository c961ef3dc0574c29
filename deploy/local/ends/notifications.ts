/** The newest notifications in every user's inbox, read from the store; an empty list where it is away. */
import { connectMongo, type MongoConnection } from '@upshot/mongo';
import { z } from 'zod';
import type { NotificationEntry } from './entries.ts';

const document = z.object({
  _id: z.string(),
  tenantId: z.string(),
  userId: z.string(),
  title: z.string(),
  message: z.string(),
  module: z.string(),
  recordId: z.string(),
  createdAt: z.date(),
  readAt: z.date().nullable(),
});

export interface Notifications {
  list(limit: number, sinceMs: number): Promise<readonly NotificationEntry[]>;
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Connects when first asked, and again after a failure. */
export function openNotifications(url: string | undefined): Notifications {
  let connection: Promise<MongoConnection> | null = null;
  const collection = async () => {
    connection ??= connectMongo({ url: url ?? '', appName: 'upshot-ends', serverSelectionTimeoutMs: 1000 });
    return (await connection).db.collection('notifications');
  };
  const orWhenAway = async <T>(away: T, work: () => Promise<T>): Promise<T> => {
    if (url === undefined) return away;
    try {
      return await work();
    } catch {
      connection = null;
      return away;
    }
  };
  return {
    list: (limit, sinceMs) =>
      orWhenAway<readonly NotificationEntry[]>([], async () => {
        const newest = (await collection())
          .find({ createdAt: { $gt: new Date(sinceMs) } })
          .sort({ createdAt: -1 });
        return (await newest.limit(limit).toArray()).flatMap(toEntry);
      }),
    clear: () => orWhenAway(undefined, async () => void (await (await collection()).deleteMany({}))),
    close: () => orWhenAway(undefined, async () => (await connection)?.close()),
  };
}

function toEntry(stored: unknown): readonly NotificationEntry[] {
  const parsed = document.safeParse(stored);
  if (!parsed.success) return [];
  const { _id: id, createdAt, readAt, ...rest } = parsed.data;
  return [
    {
      channel: 'notification',
      at: createdAt.toISOString(),
      id,
      ...rest,
      readAt: readAt?.toISOString() ?? null,
    },
  ];
}
