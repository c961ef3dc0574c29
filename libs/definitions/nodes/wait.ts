/** A wait node: one durable timer. */
import {
  offsetSchema,
  timeOfDaySchema,
  WEEKDAYS,
  zoneSchema,
  type Offset,
  type Weekday,
} from '@upshot/calendar';
import { z } from 'zod';
import { nodeId } from './node-id.ts';
import type { NodeSpec } from './node-spec.ts';

/** Whose zone wall-clock time is read in: the record's or its owner's (by the mapping), the tenant's, or one by name. */
export type WaitZone = 'record' | 'owner' | 'tenant' | { readonly name: string };

/** On the day that is reached, at which wall-clock time, in whose zone; left out: the time of day is kept, in the tenant's zone. */
interface OnTheDay {
  readonly timeOfDay?: string | undefined;
  readonly zone?: WaitZone | undefined;
}

/**
 * How long. `duration`: from now on. `offset`: so many hours, days, business days, … from now, by the tenant's calendar. `date`: that
 * far from a date field of the record, moved when the field changes. `time_of_day`: the next such time, on one of the weekdays given.
 */
export type WaitUntil =
  | { readonly kind: 'duration'; readonly durationMs: number }
  | ({ readonly kind: 'offset'; readonly offset: Offset } & OnTheDay)
  | ({ readonly kind: 'date'; readonly field: string; readonly offset: Offset } & OnTheDay)
  | {
      readonly kind: 'time_of_day';
      readonly timeOfDay: string;
      readonly zone?: WaitZone | undefined;
      readonly weekdays?: readonly Weekday[] | undefined;
    };

export interface WaitNode {
  readonly kind: 'wait';
  readonly id: string;
  readonly until: WaitUntil;
  /** On waking, the trigger's criteria are asked of the record as it is now; where they do not hold, the outcome is `disqualified`. */
  readonly recheck?: boolean | undefined;
  /** Found due by more than this too late (after an outage), the wait ends as `stale`; left out: it goes on however late it is. */
  readonly staleAfterMs?: number | undefined;
}

const zone: z.ZodType<WaitZone> = z.union([
  z.enum(['record', 'owner', 'tenant']),
  z.strictObject({ name: zoneSchema }),
]);
const onTheDay = { timeOfDay: timeOfDaySchema.optional(), zone: zone.optional() };
const milliseconds = z.number().int().nonnegative();

/** What a wait ends by, as JSON. */
export const waitUntilSchema: z.ZodType<WaitUntil> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('duration'), durationMs: milliseconds }),
  z.strictObject({ kind: z.literal('offset'), offset: offsetSchema, ...onTheDay }),
  z.strictObject({
    kind: z.literal('date'),
    field: z.string().min(1).max(200),
    offset: offsetSchema,
    ...onTheDay,
  }),
  z.strictObject({
    kind: z.literal('time_of_day'),
    timeOfDay: timeOfDaySchema,
    zone: zone.optional(),
    weekdays: z.array(z.enum(WEEKDAYS)).min(1).readonly().optional(),
  }),
]);

/** `no_date`: the field that it counts from is empty, or has no such day. */
export const waitSpec: NodeSpec<WaitNode> = {
  schema: z.strictObject({
    kind: z.literal('wait'),
    id: nodeId,
    until: waitUntilSchema,
    recheck: z.boolean().optional(),
    staleAfterMs: milliseconds.optional(),
  }),
  outcomes: () => ['done', 'stale', 'disqualified', 'no_date'],
};
