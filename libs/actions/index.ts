/** The actions' configs: what each accepts, with a summary for people. */
export { ACTION_CONFIGS, type ActionConfig } from './action-configs.ts';
export { addTagConfig, type AddTagConfig } from './add-tag.ts';
export { addressParts, isAddress } from './address.ts';
export { assignOwnerConfig, type AssignOwnerConfig } from './assign-owner.ts';
export { createTaskConfig, type CreateTaskConfig } from './create-task.ts';
export { isReservedHeader } from './headers.ts';
export { enabledPairs, type Pair } from './pairs.ts';
export { sendEmailConfig, type SendEmailConfig } from './send-email.ts';
export { sendNotificationConfig, type SendNotificationConfig } from './send-notification.ts';
export { updateFieldConfig, type UpdateFieldConfig } from './update-field.ts';
export { webhookConfig, type WebhookConfig } from './webhook.ts';
