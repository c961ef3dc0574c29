/** Every action's config schema and summary, in one explicit list. */
import type { ActionName } from '@upshot/definitions';
import type { ZodType } from 'zod';
import { addTagConfig } from './add-tag.ts';
import { assignOwnerConfig } from './assign-owner.ts';
import { createTaskConfig } from './create-task.ts';
import { sendEmailConfig } from './send-email.ts';
import { sendNotificationConfig } from './send-notification.ts';
import { updateFieldConfig } from './update-field.ts';
import { webhookConfig } from './webhook.ts';

/**
 * What an action's config may hold. `schema` checks the config as a client sends it, templates not rendered; what is
 * stored is the config as sent, and the dispatcher parses it again for its defaults.
 */
export interface ActionConfig {
  readonly schema: ZodType;
  readonly summary: string;
}

export const ACTION_CONFIGS: Readonly<Record<ActionName, ActionConfig>> = {
  webhook: { schema: webhookConfig, summary: 'Calls an external address over HTTP.' },
  send_email: { schema: sendEmailConfig, summary: 'Sends an e-mail to the record, its owner or an address.' },
  send_notification: { schema: sendNotificationConfig, summary: 'Puts a notification into users’ inboxes.' },
  update_field: { schema: updateFieldConfig, summary: 'Writes one field of the record.' },
  add_tag: { schema: addTagConfig, summary: 'Adds a tag to the record, once.' },
  create_task: { schema: createTaskConfig, summary: 'Creates a follow-up task linked to the record.' },
  assign_owner: { schema: assignOwnerConfig, summary: 'Chooses the record’s owner from a pool of users.' },
};
