/** Which tasks a list shows, as a question to MongoDB; whose they are comes first in every one. */
import type { Assignment } from '@upshot/definitions';
import type { TenantContext } from '@upshot/mongo';
import type { Filter } from 'mongodb';
import type { TaskDocument } from './document.ts';
import { ACTIVE_STATUSES, type TaskStatus } from './task.ts';

export interface ListTasks {
  readonly statuses?: readonly TaskStatus[] | undefined;
  /** Whose they are to do. */
  readonly assignment?: Assignment | undefined;
  readonly claimedBy?: string | undefined;
  /** An inbox: what somebody has claimed, and what he could claim; only what can still be done. */
  readonly inbox?: { readonly user: string; readonly groups: readonly string[] } | undefined;
  readonly module?: string | undefined;
  readonly recordId?: string | undefined;
  readonly runId?: string | undefined;
  readonly definitionId?: string | undefined;
  readonly dueBeforeMs?: number | undefined;
  readonly dueAfterMs?: number | undefined;
  readonly sandbox?: boolean | undefined;
  /** The newest first, or what is due soonest. */
  readonly order: 'created' | 'due';
  /** The last one of the page before; null for the first page. */
  readonly after: TaskPlace | null;
  readonly limit: number;
}

/** Where a task stands in an order. */
export interface TaskPlace {
  readonly at: number;
  readonly taskId: string;
}

type Question = Filter<TaskDocument>;

/** The filter of a list. */
export function filterOf({ tenantId }: TenantContext, question: ListTasks): Question {
  const { statuses, inbox, after, order } = question;
  const parts: Question[] = [
    ...(statuses === undefined ? [] : [{ status: { $in: [...statuses] } }]),
    ...(inbox === undefined ? [] : [inboxOf(inbox)]),
    ...(after === null ? [] : [beyond(order, after)]),
  ];
  return {
    tenantId: { $eq: tenantId },
    ...plainOf(question),
    ...dueOf(question),
    ...(parts.length > 0 && { $and: parts }),
  };
}

/** The order of a list. */
export const sortOf = ({ order }: ListTasks): Readonly<Record<string, 1 | -1>> =>
  order === 'created' ? { createdAtMs: -1, _id: -1 } : { dueOrder: 1, _id: 1 };

/** The place of a task in an order. */
export const placeOf = (
  order: ListTasks['order'],
  { _id, createdAtMs, dueOrder }: Pick<TaskDocument, '_id' | 'createdAtMs' | 'dueOrder'>,
): TaskPlace => ({ at: order === 'created' ? createdAtMs : dueOrder, taskId: _id });

function plainOf(question: ListTasks): Question {
  const { assignment, claimedBy, module, recordId, runId, definitionId, sandbox } = question;
  const asked = { claimedBy, module, recordId, runId, definitionId, sandbox };
  const plain = Object.entries(asked).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, { $eq: value }] as const],
  );
  const { to, id } = assignment ?? {};
  return {
    ...Object.fromEntries(plain),
    ...(assignment !== undefined && { 'assignment.to': to, 'assignment.id': { $eq: id } }),
  };
}

function dueOf({ dueBeforeMs, dueAfterMs }: ListTasks): Question {
  if (dueBeforeMs === undefined && dueAfterMs === undefined) return {};
  const bounds = {
    ...(dueBeforeMs !== undefined && { $lt: dueBeforeMs }),
    ...(dueAfterMs !== undefined && { $gte: dueAfterMs }),
  };
  return { dueOrder: bounds, dueAtMs: { $ne: null } };
}

function inboxOf({ user, groups }: NonNullable<ListTasks['inbox']>): Question {
  const unclaimed = { claimedBy: null };
  const shared = { 'assignment.to': { $in: ['group', 'queue'] }, 'assignment.id': { $in: [...groups] } };
  return {
    status: { $in: [...ACTIVE_STATUSES] },
    $or: [
      { claimedBy: { $eq: user } },
      { ...unclaimed, 'assignment.to': 'user', 'assignment.id': { $eq: user } },
      { ...unclaimed, ...shared },
    ],
  };
}

/** The bound is for the index; what of the same moment was shown already is left out after it. */
function beyond(order: ListTasks['order'], { at, taskId }: TaskPlace): Question {
  return order === 'created'
    ? { createdAtMs: { $lte: at }, $or: [{ createdAtMs: { $lt: at } }, { _id: { $lt: taskId } }] }
    : { dueOrder: { $gte: at }, $or: [{ dueOrder: { $gt: at } }, { _id: { $gt: taskId } }] };
}
