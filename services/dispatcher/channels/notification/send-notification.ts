/** The action `send_notification`: into the inboxes of the owner or of given users. */
import { sendNotificationConfig, type SendNotificationConfig } from '@upshot/actions';
import type { SourceMapping } from '@upshot/mapping';
import { z } from 'zod';
import { defineAction, type Action } from '../../action.ts';
import type { Inbox } from '../../ports/inbox.ts';
import { ownerOf } from '../../record-roles.ts';
import type { Renderer } from '../../rendering.ts';

export interface SendNotificationPorts {
  readonly inbox: Inbox;
  readonly mapping: SourceMapping;
}

const request = z.object({ userIds: z.array(z.string()), title: z.string(), message: z.string() });

/** Notifications have ids derived from the effect's, so that a second attempt adds none. */
export const sendNotification = ({ inbox, mapping }: SendNotificationPorts): Action =>
  defineAction({
    name: 'send_notification',
    config: sendNotificationConfig,
    request,
    honoursKey: true,
    render(config, effect, renderer) {
      const userIds = usersOf(config, ownerOf(mapping, effect), renderer);
      if (userIds.length === 0) return { skipped: 'no user resolved' };
      const title = renderer.plain(config.title);
      return { request: { userIds: [...userIds], title, message: renderer.plain(config.message) } };
    },
    async deliver({ userIds, title, message }, { effectId, tenantId, module, recordId }) {
      const idFor = (userId: string) => (userIds.length === 1 ? effectId : `${effectId}:${userId}`);
      await inbox.put(
        userIds.map((userId) => ({ id: idFor(userId), tenantId, userId, title, message, module, recordId })),
      );
      return { output: { sentTo: userIds.length === 1 ? (userIds[0] ?? null) : userIds } };
    },
  });

/** Words of forms that say where the id stands rather than being one. */
const SPECIFIC = new Set(['specific', 'user', 'users', 'custom']);

/** `to` itself where it is an id or a list of them; the other keys where it says so or is left out; else the owner. */
function usersOf(
  config: SendNotificationConfig,
  owner: string | null,
  renderer: Renderer,
): readonly string[] {
  const named = [config.specificUserId, config.userId, ...(config.userIds ?? [])];
  const given = named.filter((id) => id !== null && id !== undefined);
  const to = [config.to ?? (given.length > 0 ? 'specific' : 'owner')].flat();
  const ids = to.flatMap((each) => (each === 'owner' ? [owner ?? ''] : SPECIFIC.has(each) ? given : [each]));
  return [...new Set(ids.map((id) => renderer.plain(id).trim()))].filter((id) => id !== '');
}
