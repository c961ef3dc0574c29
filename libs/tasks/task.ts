/** A task: work for a person, from the moment a run asks for it to the moment the run goes on. */
import type { Assignment, FormField } from '@upshot/definitions';
import type { FieldValue } from '@upshot/values';

export const TASK_STATUSES = ['open', 'claimed', 'completed', 'rejected', 'expired', 'cancelled'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** Statuses in which somebody can still do something. */
export const ACTIVE_STATUSES = ['open', 'claimed'] as const satisfies readonly TaskStatus[];

export type Values = Readonly<Record<string, FieldValue>>;

/** What can be done to a task; the last of them are the run's doing. */
export type TaskActKind =
  | 'created'
  | 'claimed'
  | 'released'
  | 'reassigned'
  | 'completed'
  | 'rejected'
  | 'reminded'
  | 'escalated'
  | 'expired'
  | 'cancelled'
  /** Somebody answered, and the run had gone on without the answer. */
  | 'too_late';

/** One line of a task's history: who did what and when. */
export interface TaskAct {
  readonly what: TaskActKind;
  readonly atMs: number;
  /** Null where the run did it. */
  readonly by: string | null;
  readonly comment: string | null;
  /** Whose it was from then on. */
  readonly assignment: Assignment | null;
}

/** What somebody answered. */
export interface TaskAnswer {
  /** One of the task's decisions, or `rejected`. */
  readonly decision: string;
  readonly values: Values;
  readonly by: string;
  readonly atMs: number;
  readonly comment: string | null;
  /** The request that it came with, so that the same request again is answered the same; the run hears nothing of it. */
  readonly requestKey?: string;
}

export interface Task {
  /** Derived from the step. */
  readonly taskId: string;
  readonly tenantId: string;
  readonly runId: string;
  readonly stepId: string;
  readonly nodeId: string;
  readonly definitionId: string;
  readonly definitionVersion: number;
  readonly definitionName: string;
  readonly module: string;
  readonly recordId: string;
  /** When the change was committed of which `record` is the image. */
  readonly recordAtMs: number;
  /** The record as the run saw it when it asked. */
  readonly record: Values;
  readonly sandbox: boolean;
  readonly title: string;
  readonly description: string | null;
  readonly form: readonly FormField[];
  readonly decisions: readonly string[];
  readonly acknowledgeChanges: boolean;
  readonly assignment: Assignment;
  readonly claimedBy: string | null;
  readonly claimedAtMs: number | null;
  readonly status: TaskStatus;
  readonly createdAtMs: number;
  readonly dueAtMs: number | null;
  readonly remindAtMs: number | null;
  readonly remindedAtMs: number | null;
  readonly escalation: { readonly atMs: number; readonly assignment: Assignment } | null;
  readonly escalatedAtMs: number | null;
  readonly answer: TaskAnswer | null;
  /** When the run went on. Null: it has not yet, or the answer is on its way. */
  readonly settledAtMs: number | null;
  readonly history: readonly TaskAct[];
  /** The last of the run's events that is in here. */
  readonly lastSeq: number;
  /** Whether the answer is still to be sent to the run. */
  readonly unsent: boolean;
}

/** Whether somebody can still do something. */
export const isActive = ({ status }: Task): boolean => ACTIVE_STATUSES.some((each) => each === status);

/** The most lines of history that are kept; claiming and releasing has no end. */
const MAX_HISTORY = 500;

const NOTHING = { by: null, comment: null, assignment: null } as const;

/** The history with one more line; of one that is too long the second goes, the first says how it began. */
export function withAct(
  { history }: Pick<Task, 'history'>,
  act: Pick<TaskAct, 'what' | 'atMs'> & Partial<TaskAct>,
): readonly TaskAct[] {
  const kept = history.length < MAX_HISTORY ? history : [...history.slice(0, 1), ...history.slice(2)];
  return [...kept, { ...NOTHING, ...act }];
}
