/** What clients send about calendars. */
import { dateScheduleSchema, zoneSchema } from '@upshot/calendar';
import { waitUntilSchema } from '@upshot/definitions';
import { calendarParts } from '@upshot/tenant-calendars';
import { parseInstant, type FieldValue } from '@upshot/values';
import { z } from 'zod';

/** A calendar as it is read can be sent back: its revision is then the one that it replaces. */
export const calendarBody = z.strictObject({
  ...calendarParts,
  revision: z.int().nonnegative().optional().describe('Refused (412) where it is another by now.'),
  updatedAt: z.string().nullable().optional().describe('Not read.'),
});

export const DEFAULT_COUNT = 5;
const MAX_COUNT = 50;

const instant = z
  .string()
  .max(40)
  .refine(
    (text) => text.includes(':') && parseInstant(text) !== undefined,
    'no instant: take 2027-03-01T09:00:00Z',
  );
/** A body is JSON already. */
const record = z.record(z.string().max(200), z.custom<FieldValue>());

const sample = {
  record: record.default({}).describe('Fields of a sample record, as its module names them.'),
  module: z.string().max(200).optional().describe('The record’s module: it says where its zone stands.'),
  ownerZone: zoneSchema.optional().describe('The zone of the record’s owner.'),
  from: instant.optional().describe('The moment that is asked from; left out: now.'),
  count: z.int().min(1).max(MAX_COUNT).default(DEFAULT_COUNT),
};

/** A wait, or the schedule of a time trigger. */
export const previewBody = z.union([
  z.strictObject({ wait: waitUntilSchema, ...sample }),
  z.strictObject({ schedule: dateScheduleSchema, ...sample }),
]);

export type PreviewBody = z.output<typeof previewBody>;
