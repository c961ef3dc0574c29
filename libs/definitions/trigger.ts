/** What starts a run: a kind of change, time or activity, the criteria it must meet, and how often. */
import type { DateSchedule } from '@upshot/calendar';
import type { Criteria } from '@upshot/rules';
import type { WatchedActivity } from './activity.ts';

/** From a row, as the source mapping derives them from a change. */
export const ROW_KINDS = [
  'created',
  'updated',
  'saved',
  'deleted',
  'fields_changed',
  'assigned',
  'stage_changed',
  'status_changed',
  'score_changed',
  'converted',
  'won',
  'lost',
  'completed',
] as const;
export type RowKind = (typeof ROW_KINDS)[number];

/** From time, counted from a date field of a record. */
export const TIME_KINDS = ['overdue', 'date_reached'] as const;
export type TimeKind = (typeof TIME_KINDS)[number];

/** From activity that is no row of the CRM: something happened, or did not happen in time. */
export const ACTIVITY_KINDS = ['activity', 'activity_missing'] as const;
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];

/** What a trigger looks at. `saved` is created or updated; `overdue` counts from the due date while a record is not completed. */
export const TRIGGER_KINDS = [...ROW_KINDS, ...TIME_KINDS, ...ACTIVITY_KINDS] as const;
export type TriggerKind = (typeof TRIGGER_KINDS)[number];

/** `fields_changed`: the columns that count, and whether one of them or all must have moved. */
export interface WatchedFields {
  readonly match: 'any' | 'all';
  readonly names: readonly string[];
}

/** `score_changed`: which way, and of which columns; null where any score of the module counts. */
export interface WatchedScore {
  readonly direction: 'up' | 'down' | 'either';
  readonly columns: readonly string[] | null;
}

/**
 * How often one record may start runs of one definition. `once_per_record`: the first time only; `not_while_active`: not while
 * a run of it lasts; `cool_down`: not within `coolDownMs` of the last start.
 */
export type Reentry =
  | { readonly policy: 'every_time' | 'once_per_record' | 'not_while_active' }
  | { readonly policy: 'cool_down'; readonly coolDownMs: number };

/** The date is one of another module's records; `lookup`, of that module, leads to the record that the run is about. */
export interface DatedBy {
  readonly module: string;
  readonly lookup: string;
}

export interface Trigger {
  readonly module: string;
  readonly kind: TriggerKind;
  /** The name that the dialect gave the trigger, as clients read it back (`opportunity_won`). */
  readonly name: string;
  readonly criteria: Criteria;
  /** How many write-backs of Upshot may lie between a person's change and the one that starts a run (law 6). */
  readonly maxDepth: number;
  readonly fields?: WatchedFields | undefined;
  readonly score?: WatchedScore | undefined;
  /** Of the activity kinds: what happens, and what is awaited after it. */
  readonly activity?: WatchedActivity | undefined;
  /** When a time trigger is due; left out for `overdue`: when the due date has passed, by the mapping. */
  readonly schedule?: DateSchedule | undefined;
  /** Of a time trigger: whose date it is, where not the record's own. */
  readonly dated?: DatedBy | undefined;
  /** Left out: every time. */
  readonly reentry?: Reentry | undefined;
}
