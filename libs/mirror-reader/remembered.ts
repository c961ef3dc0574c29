/** What is remembered of a record. */
import type { Image } from '@upshot/values';

/** Which record. */
export interface RecordName {
  readonly tenantId: string;
  readonly module: string;
  readonly recordId: string;
}

/** The last image of a record and the change that it comes from. A deleted one is remembered without its values. */
export interface Remembered extends RecordName, Image {
  readonly deleted: boolean;
  readonly sequence: bigint;
  readonly positionId: string;
  readonly committedAtMs: number;
}
