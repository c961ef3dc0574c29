/** The script of a scenario: what happens to the run, step by step, and what is expected in between. */
import { graphSchema } from '@upshot/definitions';
import type { Fields } from '@upshot/flow';
import type { FieldValue } from '@upshot/values';
import { z } from 'zod';

export const fields: z.ZodType<Fields> = z.record(z.string(), z.json());
const partial: z.ZodType<FieldValue> = z.json();
const text = z.string().min(1);

/** Null stands for "with nothing more to say": `pause:` alone in YAML. */
const act = z.strictObject({ by: text.optional(), reason: z.string().optional() }).nullable();

const report = z.strictObject({
  /** Left out: the only node at which the run waits. */
  node: text.exactOptional(),
  outcome: z.enum(['succeeded', 'skipped', 'failed', 'unknown_outcome']).exactOptional(),
  answer: text.exactOptional(),
  output: fields.exactOptional(),
  recordPatch: fields.exactOptional(),
  errorCode: z.string().nullable().exactOptional(),
  errorMessage: z.string().nullable().exactOptional(),
  attempts: z.number().int().positive().exactOptional(),
});

/** Each part is what must be found; what is left out is not looked at. Objects may hold more, lists may not. */
export const expectation = z.strictObject({
  /** The verdict on the change that begins the story. */
  start: z
    .enum(['match', 'no_match', 'other_kind', 'prior_unknown', 'related_missing', 'by_hand'])
    .optional(),
  /** Events since the last expectation of them. */
  story: z.array(text).optional(),
  /** True: nothing happened since the last expectation. */
  nothing: z.literal(true).optional(),
  /** Effects since the last expectation of them: node names, or parts of each. */
  effects: z.array(partial).optional(),
  tasks: z.array(partial).optional(),
  starts: z.array(partial).optional(),
  /** Awaited runs that were given up. */
  stops: z.array(partial).optional(),
  answers: z.array(partial).optional(),
  /** Nodes with open steps. */
  waiting: z.array(text).optional(),
  timers: z.record(z.string(), text).optional(),
  record: fields.optional(),
  variables: fields.optional(),
  /** By node: its outcome, or what it answered. */
  results: z.record(z.string(), partial).optional(),
  /** By node: what it told. */
  outputs: z.record(z.string(), fields).optional(),
  status: z.enum(['running', 'paused', 'finished']).optional(),
  /** `completed end_of_graph`; null: it lasts. */
  ended: text.nullable().optional(),
});
export type Expectation = z.infer<typeof expectation>;

export const scriptStep = z.union([
  z.strictObject({ expect: expectation }),
  z.strictObject({ start: z.null() }),
  z.strictObject({ advance: text }),
  z.strictObject({ advance_to: text }),
  z.strictObject({ outage: text }),
  z.strictObject({ report: z.union([text, report, z.null()]) }),
  z.strictObject({ complete: z.strictObject({ node: text, decision: text, form: fields.optional() }) }),
  z.strictObject({
    sub_run: z.strictObject({
      node: text,
      status: z.enum(['completed', 'skipped', 'failed', 'cancelled']),
      variables: fields.optional(),
    }),
  }),
  z.strictObject({
    happen: z.union([text, z.strictObject({ node: text, output: fields.optional(), at: text.optional() })]),
  }),
  z.strictObject({ change: fields }),
  z.strictObject({ activity: z.strictObject({ type: text, data: fields.optional() }) }),
  z.strictObject({ forget: z.null() }),
  z.strictObject({ pause: act }),
  z.strictObject({ resume: act }),
  z.strictObject({ cancel: act }),
  z.strictObject({
    take_over: z.strictObject({
      graph: graphSchema,
      nodes: z.record(z.string(), text).optional(),
      version: z.number().int().positive().optional(),
    }),
  }),
  z.strictObject({ again: z.null() }),
  z.strictObject({ fire: text }),
]);
export type ScriptStep = z.infer<typeof scriptStep>;
