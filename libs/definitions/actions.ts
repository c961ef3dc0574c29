/** The actions that a definition can ask for, and on which channel each is carried out. */

/** A medium; each has its topic `upshot.effects.<channel>` and its consumer group. */
export const CHANNELS = ['webhook', 'email', 'notification', 'crm'] as const;
export type Channel = (typeof CHANNELS)[number];

/** What an action node does, by name; each is carried out on one channel. */
export const ACTION_CHANNELS = {
  webhook: 'webhook',
  send_email: 'email',
  send_notification: 'notification',
  update_field: 'crm',
  add_tag: 'crm',
  create_task: 'crm',
  assign_owner: 'crm',
} as const satisfies Record<string, Channel>;
export type ActionName = keyof typeof ACTION_CHANNELS;

/** What a channel answers beside how its acts end, each an outcome of its own: a call is `answered`, `busy`, … */
export const CHANNEL_ANSWERS: Readonly<Record<Channel, readonly string[]>> = {
  webhook: [],
  email: [],
  notification: [],
  crm: [],
};
