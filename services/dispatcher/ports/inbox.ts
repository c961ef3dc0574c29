/** Users' inboxes: notifications, each put there once. */
import { inStore, isDuplicateKey, type CollectionSpec } from '@upshot/mongo';
import type { Db } from 'mongodb';

/** A notification; its id is derived from its effect. */
export interface Notification {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly title: string;
  readonly message: string;
  readonly module: string;
  readonly recordId: string;
}

export interface Inbox {
  /** Puts in those that are not there yet. Throws `store_unavailable`. */
  put(notifications: readonly Notification[]): Promise<void>;
}

export interface NotificationDocument extends Omit<Notification, 'id'> {
  readonly _id: string;
  readonly createdAt: Date;
  readonly readAt: Date | null;
}

export const NOTIFICATIONS = 'notifications';

export const inboxCollections: readonly CollectionSpec[] = [
  {
    collection: NOTIFICATIONS,
    indexes: [{ key: { tenantId: 1, userId: 1, createdAt: -1 } }, { key: { createdAt: -1 } }],
  },
];

/** The inboxes in a database. */
export function createInbox(db: Db, now: () => number): Inbox {
  const notifications = db.collection<NotificationDocument>(NOTIFICATIONS);
  return {
    put: (list) =>
      inStore(async () => {
        const documents = list.map(({ id, ...rest }) => ({
          _id: id,
          ...rest,
          createdAt: new Date(now()),
          readAt: null,
        }));
        try {
          await notifications.insertMany(documents, { ordered: false });
        } catch (thrown) {
          if (!isDuplicateKey(thrown)) throw thrown;
        }
      }),
  };
}
