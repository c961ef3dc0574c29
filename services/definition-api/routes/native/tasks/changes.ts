/** What changed on a task's record, read from the mirror; and whether who answers has seen it. */
import { changesSince, mustBeSeen, type RecordChanges, type Task } from '@upshot/tasks';
import type { Answer } from '../../../http/answer.ts';
import { problemShape } from '../../../http/refusal.ts';
import type { HandlerPorts } from '../../handler.ts';
import { withMember } from './answers.ts';
import { printChanges } from './print-task.ts';

type ChangesPorts = Pick<HandlerPorts, 'mirror' | 'modules'>;

/** The changes as the mirror knows them now. Throws `store_unavailable`. */
export async function readChanges(task: Task, { mirror, modules }: ChangesPorts): Promise<RecordChanges> {
  const { tenantId, module, recordId } = task;
  const found = await mirror.readRecords(tenantId, module, [recordId]);
  const types = new Map(Object.entries(modules.modules.get(module)?.fields ?? {}));
  return changesSince(task, found.get(recordId), (field) => types.get(field)?.type ?? 'json');
}

/** 428 where changes must be acknowledged and are not; 409 where it was another state that was acknowledged. Both show them. */
export function refuseUnseen(task: Task, changes: RecordChanges, tag: string | undefined): Answer | null {
  if (!mustBeSeen(task, changes) || tag === changes.tag) return null;
  const [status, message] =
    tag === undefined
      ? [428, 'The record has changed since the task was made: acknowledge the changes by their tag']
      : [409, 'The record has changed again since the changes that were acknowledged'];
  return withMember(problemShape({ status, message }), 'changes', printChanges(changes));
}
