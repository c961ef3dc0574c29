/** A human task: work for a person, with a form, a deadline and somebody to turn to. */
import { z } from 'zod';
import { nodeId } from './node-id.ts';
import type { NodeSpec } from './node-spec.ts';

/** Who is to do it: one person, any of a group, or whoever takes it from a queue. Values are templates. */
export interface Assignment {
  readonly to: 'user' | 'group' | 'queue';
  readonly id: string;
}

export const FORM_FIELD_TYPES = ['text', 'number', 'boolean', 'date', 'choice'] as const;

export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly type: (typeof FORM_FIELD_TYPES)[number];
  readonly required: boolean;
  /** Of a `choice`. */
  readonly choices?: readonly string[] | undefined;
}

export interface TaskNode {
  readonly kind: 'task';
  readonly id: string;
  /** Templates. */
  readonly title: string;
  readonly description?: string | undefined;
  readonly assignment: Assignment;
  readonly form: readonly FormField[];
  /** With what it can be completed: each is an outcome. */
  readonly decisions: readonly string[];
  /** After which it is `expired`; left out: never. */
  readonly deadlineMs?: number | undefined;
  /** After which whoever has it is reminded. */
  readonly reminderMs?: number | undefined;
  /** After which it goes to somebody else. */
  readonly escalation?: { readonly afterMs: number; readonly assignment: Assignment } | undefined;
  /** Whether who completes it must have seen what changed on the record since it was made. */
  readonly acknowledgeChanges?: boolean | undefined;
}

const template = z.string().min(1).max(2_000);
const positive = z.number().int().positive();
const assignment: z.ZodType<Assignment> = z.strictObject({
  to: z.enum(['user', 'group', 'queue']),
  id: template,
});

const formField: z.ZodType<FormField> = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/u, 'no name of a form field: take a to z, 0 to 9 and _'),
    label: z.string().min(1).max(200),
    type: z.enum(FORM_FIELD_TYPES),
    required: z.boolean(),
    choices: z.array(z.string().min(1).max(200)).min(1).max(200).readonly().optional(),
  })
  .refine(
    ({ type, choices }) => (type === 'choice') === (choices !== undefined),
    'choices are for a field of type choice',
  );

export const taskSpec: NodeSpec<TaskNode> = {
  schema: z.strictObject({
    kind: z.literal('task'),
    id: nodeId,
    title: template,
    description: template.optional(),
    assignment,
    form: z.array(formField).max(100).readonly(),
    decisions: z.array(z.string().min(1).max(100)).min(1).max(20).readonly(),
    deadlineMs: positive.optional(),
    reminderMs: positive.optional(),
    escalation: z.strictObject({ afterMs: positive, assignment }).optional(),
    acknowledgeChanges: z.boolean().optional(),
  }),
  outcomes: ({ decisions }) => [...new Set([...decisions, 'rejected', 'expired'])],
};
