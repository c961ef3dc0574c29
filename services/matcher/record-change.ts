/** A change as the matcher's stages hand it on: of which record of whose module, what caused it, when it was read. */
import type { BusRecord } from '@upshot/bus';
import type { ChangeEvent } from '@upshot/cdc';
import type { Cause, ModuleMapping } from '@upshot/mapping';
import type { Image } from '@upshot/values';

/** When a stage of this change began and ended: its span is made only where the change matches. */
export interface StageTiming {
  startTimeMs: number;
  endTimeMs: number;
}

/** What happened to a record without changing its row. */
export interface Happening {
  readonly type: string;
  readonly occurredAtMs: number;
  /** What the event itself says of the record. */
  readonly told: Image['values'];
}

export interface RecordChanged {
  /** Where it was read. */
  readonly topic: string;
  /** Decoded as far as somebody reads it, unless it matches something. */
  readonly change: ChangeEvent;
  /** What it was decoded from. */
  readonly record?: BusRecord;
  readonly module: ModuleMapping;
  readonly tenantId: string;
  readonly recordId: string;
  /** Set where the change is a write-back of Upshot's own. */
  readonly cause: Cause | null;
  /** Set where it is an activity: nothing of the row has moved. */
  readonly activity?: Happening;
  readonly timings: {
    readonly decode: StageTiming;
    readonly find: StageTiming;
    readonly evaluate: StageTiming;
    /** Set where a related record was read. */
    related?: StageTiming;
  };
}
