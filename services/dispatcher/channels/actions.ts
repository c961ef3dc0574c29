/** Every action, in one explicit list. */
import { ACTION_CHANNELS, type ActionName } from '@upshot/definitions';
import type { Action } from '../action.ts';
import { addTag, type AddTagPorts } from './crm/add-tag.ts';
import { assignOwner, type AssignOwnerPorts } from './crm/assign-owner.ts';
import { createTask, type CreateTaskPorts } from './crm/create-task.ts';
import { updateField, type UpdateFieldPorts } from './crm/update-field.ts';
import { sendEmail, type SendEmailPorts } from './email/send-email.ts';
import { sendNotification, type SendNotificationPorts } from './notification/send-notification.ts';
import { webhook, type WebhookPorts } from './webhook/webhook.ts';

export type ActionPorts = AddTagPorts &
  AssignOwnerPorts &
  CreateTaskPorts &
  UpdateFieldPorts &
  SendEmailPorts &
  SendNotificationPorts &
  WebhookPorts;

type MakeAction = (ports: ActionPorts) => Action;

const MAKERS: Readonly<Record<ActionName, MakeAction>> = {
  webhook,
  send_email: sendEmail,
  send_notification: sendNotification,
  update_field: updateField,
  add_tag: addTag,
  create_task: createTask,
  assign_owner: assignOwner,
};

/** The actions by name. An action without an entry in the list does not compile. */
export function createActions(ports: ActionPorts): ReadonlyMap<string, Action> {
  return new Map(
    Object.keys(ACTION_CHANNELS)
      .filter(isAction)
      .map((name) => [name, MAKERS[name](ports)]),
  );
}

const isAction = (name: string): name is ActionName => Object.hasOwn(MAKERS, name);
