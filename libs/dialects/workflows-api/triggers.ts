/** The trigger names of the Workflows API reference ("Trigger Events"), and what each is natively. */
import type { TriggerKind } from '@upshot/definitions';

/** The modules of the reference. */
export const TRIGGER_MODULES = [
  'leads',
  'contacts',
  'accounts',
  'opportunities',
  'tasks',
  'projects',
] as const;

export interface TriggerName {
  readonly module: (typeof TRIGGER_MODULES)[number];
  readonly kind: TriggerKind;
  /** Of a trigger that time pulls: the module whose date it is, where that is another one with a lookup to `module`. */
  readonly dated?: (typeof TRIGGER_MODULES)[number];
}

/** Every trigger of the reference: a change of a record pulls it, or its due date. The real clients know task_assigned and project_assigned too. */
export const TRIGGERS: ReadonlyMap<string, TriggerName> = new Map<string, TriggerName>([
  ['lead_created', { module: 'leads', kind: 'created' }],
  ['lead_updated', { module: 'leads', kind: 'updated' }],
  ['lead_stage_changed', { module: 'leads', kind: 'stage_changed' }],
  ['lead_score_changed', { module: 'leads', kind: 'score_changed' }],
  ['lead_converted', { module: 'leads', kind: 'converted' }],
  ['lead_assigned', { module: 'leads', kind: 'assigned' }],
  ['contact_created', { module: 'contacts', kind: 'created' }],
  ['contact_updated', { module: 'contacts', kind: 'updated' }],
  ['contact_assigned', { module: 'contacts', kind: 'assigned' }],
  ['account_created', { module: 'accounts', kind: 'created' }],
  ['account_updated', { module: 'accounts', kind: 'updated' }],
  ['account_assigned', { module: 'accounts', kind: 'assigned' }],
  ['opportunity_created', { module: 'opportunities', kind: 'created' }],
  ['opportunity_updated', { module: 'opportunities', kind: 'updated' }],
  ['opportunity_stage_changed', { module: 'opportunities', kind: 'stage_changed' }],
  ['opportunity_won', { module: 'opportunities', kind: 'won' }],
  ['opportunity_lost', { module: 'opportunities', kind: 'lost' }],
  ['opportunity_assigned', { module: 'opportunities', kind: 'assigned' }],
  ['task_created', { module: 'tasks', kind: 'created' }],
  ['task_updated', { module: 'tasks', kind: 'updated' }],
  ['task_completed', { module: 'tasks', kind: 'completed' }],
  ['task_overdue', { module: 'tasks', kind: 'overdue' }],
  ['task_assigned', { module: 'tasks', kind: 'assigned' }],
  ['project_created', { module: 'projects', kind: 'created' }],
  ['project_updated', { module: 'projects', kind: 'updated' }],
  ['project_status_changed', { module: 'projects', kind: 'status_changed' }],
  ['project_completed', { module: 'projects', kind: 'completed' }],
  // A task of the project is overdue: the run is about the project.
  ['project_task_overdue', { module: 'projects', kind: 'overdue', dated: 'tasks' }],
  ['project_assigned', { module: 'projects', kind: 'assigned' }],
]);
