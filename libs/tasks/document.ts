/** A task as it stands in MongoDB, and back. */
import type { CollectionSpec } from '@upshot/mongo';
import type { FieldValue } from '@upshot/values';
import { z } from 'zod';
import { readJson } from './read-json.ts';
import type { Task, TaskAnswer } from './task.ts';

/** Values are JSON text: their keys and depth may be ones that MongoDB refuses. */
export interface TaskDocument extends Omit<Task, 'taskId' | 'record' | 'answer'> {
  /** The task's id, which is derived from its step and so unique over all tenants. */
  readonly _id: string;
  readonly record: string;
  readonly answer: (Omit<TaskAnswer, 'values'> & { readonly values: string }) | null;
  /** When it is due, for order: a task that is never due comes last. */
  readonly dueOrder: number;
  /** Raised by every write: a write is conditional on the one that it has seen. */
  readonly revision: number;
  /** When it is forgotten; not there until some time after it was settled. */
  readonly expireAt?: Date | null;
}

/** The index of settled tasks that have no date yet to be forgotten at. */
export const DATELESS = { settledAtMs: 1 } as const;

export const TASKS: CollectionSpec = {
  collection: 'tasks',
  indexes: [
    // Inboxes, the newest first or the most urgent first.
    { key: { tenantId: 1, status: 1, createdAtMs: -1, _id: -1 } },
    { key: { tenantId: 1, status: 1, dueOrder: 1, _id: 1 } },
    { key: { tenantId: 1, createdAtMs: -1, _id: -1 } },
    { key: { tenantId: 1, dueOrder: 1, _id: 1 } },
    { key: { tenantId: 1, 'assignment.to': 1, 'assignment.id': 1, status: 1, createdAtMs: -1, _id: -1 } },
    { key: { tenantId: 1, 'assignment.to': 1, 'assignment.id': 1, status: 1, dueOrder: 1, _id: 1 } },
    { key: { tenantId: 1, claimedBy: 1, status: 1, createdAtMs: -1, _id: -1 } },
    { key: { tenantId: 1, claimedBy: 1, status: 1, dueOrder: 1, _id: 1 } },
    // What is known of one record, one run, one definition.
    { key: { tenantId: 1, module: 1, recordId: 1 } },
    { key: { tenantId: 1, runId: 1 } },
    { key: { tenantId: 1, definitionId: 1, createdAtMs: -1 } },
    { key: { unsent: 1 }, partialFilterExpression: { unsent: true } },
    { key: DATELESS, partialFilterExpression: { expireAt: null } },
    { key: { expireAt: 1 }, expireAfterSeconds: 0 },
  ],
};

/** Beyond every date. */
const NEVER_MS = 8.64e15;

/** The document of a task, as its `revision`-th write leaves it. */
export function toDocument({ taskId, record, answer, ...rest }: Task, revision: number): TaskDocument {
  return {
    _id: taskId,
    ...rest,
    record: JSON.stringify(record),
    answer: answer && { ...answer, values: JSON.stringify(answer.values) },
    dueOrder: rest.dueAtMs ?? NEVER_MS,
    revision,
  };
}

const values: z.ZodType<Readonly<Record<string, FieldValue>>> = z.record(z.string(), z.json());

/** The task in a document. Throws `record_invalid`. */
export function fromDocument(document: TaskDocument): Task {
  const {
    _id,
    record,
    answer,
    dueOrder: _order,
    revision: _revision,
    expireAt: _expireAt,
    ...rest
  } = document;
  return {
    taskId: _id,
    ...rest,
    record: readJson(values, record, 'the record of a task'),
    answer: answer && { ...answer, values: readJson(values, answer.values, 'the values of a task') },
  };
}
