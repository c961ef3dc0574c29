/** Reads what a run asks of a person out of the event that says so. */
import type { TaskRequest } from '@upshot/flow';
import type { FieldValue } from '@upshot/values';
import { z } from 'zod';
import { readJson } from './read-json.ts';

const values: z.ZodType<Readonly<Record<string, FieldValue>>> = z.record(z.string(), z.json());
const assignment = z.object({ to: z.enum(['user', 'group', 'queue']), id: z.string() });
const field = z
  .object({
    name: z.string(),
    label: z.string(),
    type: z.enum(['text', 'number', 'boolean', 'date', 'choice']),
    required: z.boolean(),
    choices: z.array(z.string()).optional(),
  })
  .readonly();

/** What a newer writer adds is left out. */
const request: z.ZodType<TaskRequest> = z.object({
  title: z.string(),
  description: z.string().nullable(),
  assignment,
  form: z.array(field),
  decisions: z.array(z.string()),
  acknowledgeChanges: z.boolean(),
  reminderAtMs: z.number().nullable(),
  escalation: z.object({ atMs: z.number(), assignment }).nullable(),
  record: values,
  variables: values,
  steps: values,
  origin: z.object({
    definitionId: z.string(),
    definitionVersion: z.number(),
    definitionName: z.string(),
    module: z.string(),
    recordId: z.string(),
    committedAtMs: z.number(),
    sandbox: z.boolean(),
  }),
});

/** The request in an event's JSON. Throws `record_invalid`. */
export const readRequest = (text: string): TaskRequest => readJson(request, text, 'the request of a task');
