/** The files of scenarios: a definition with what surrounds it, and stories of its runs. */
import { businessCalendarSchema, zoneSchema } from '@upshot/calendar';
import { graphSchema } from '@upshot/definitions';
import { FIELD_TYPES, type FieldValue } from '@upshot/values';
import { z } from 'zod';
import { fields, scriptStep } from './script.ts';

const text = z.string().min(1);
const zones = z.strictObject({
  tenant: zoneSchema.optional(),
  record: zoneSchema.optional(),
  owner: zoneSchema.optional(),
});

/** One story: a change, and a script of what happens then. */
export const scenario = z.strictObject({
  name: text,
  /** When the change is committed, ISO 8601. */
  at: text.optional(),
  /** As in `Given`: left out, the record is as after it; null, there was none. */
  before: fields.nullable().optional(),
  after: fields.nullable().optional(),
  unknownBefore: z.array(text).optional(),
  related: z.record(z.string(), fields).optional(),
  zones: zones.optional(),
  calendar: businessCalendarSchema.optional(),
  variables: fields.optional(),
  byHand: z.boolean().optional(),
  startAt: text.optional(),
  admitted: z.boolean().optional(),
  awaited: z.boolean().optional(),
  /** A graph of its own. */
  graph: graphSchema.optional(),
  script: z.array(scriptStep).min(1),
});
export type Scenario = z.infer<typeof scenario>;

const shared = {
  calendar: businessCalendarSchema.optional(),
  zones: zones.optional(),
  scenarios: z.array(scenario).min(1),
};

const body: z.ZodType<FieldValue> = z.json();

/** Of a definition, in any dialect, with the source mapping of its CRM: each in the file, or the path of one. */
const ofDefinition = z.strictObject({
  dialect: text.default('native'),
  definition: body,
  mapping: z.union([text, z.record(z.string(), z.unknown())]),
  ...shared,
});

/** Of a graph alone, on records with these fields. */
const ofGraph = z.strictObject({
  fields: z.record(z.string(), z.enum(FIELD_TYPES)),
  criteria: body.optional(),
  graph: graphSchema.optional(),
  ...shared,
});

export const scenarioFile = z.union([ofDefinition, ofGraph]);
export type ScenarioFile = z.infer<typeof scenarioFile>;
export type OfDefinition = z.infer<typeof ofDefinition>;
export type OfGraph = z.infer<typeof ofGraph>;
