/** A change as the matcher's stages hand it on: of which record of whose module, what caused it, when it was read. */
import type { ChangeEvent } from '@upshot/cdc';
import type { Cause, ModuleMapping } from '@upshot/mapping';

/** When a stage of this change began and ended: its span is made only where the change matches. */
export interface StageTiming {
  startTimeMs: number;
  endTimeMs: number;
}

export interface RecordChanged {
  /** Where it was read. */
  readonly topic: string;
  readonly change: ChangeEvent;
  readonly module: ModuleMapping;
  readonly tenantId: string;
  readonly recordId: string;
  /** Set where the change is a write-back of Upshot's own. */
  readonly cause: Cause | null;
  readonly timings: {
    readonly decode: StageTiming;
    readonly find: StageTiming;
    readonly evaluate: StageTiming;
    /** Set where a related record was read. */
    related?: StageTiming;
  };
}
