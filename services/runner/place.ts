/** Where a command stands on `upshot.run-commands`, and whether a run has to send again what it stored when one comes. */
import type { BusRecord } from '@upshot/bus';

/** A place on the topic. The time is the record's own, which a copy of the log keeps where it does not keep the offset. */
export interface Place {
  readonly partition: number;
  readonly offset: bigint;
  readonly atMs: number;
}

export const placeOf = ({ partition, offset, timestampMs }: BusRecord): Place => ({
  partition,
  offset,
  atMs: timestampMs,
});

/**
 * Whether a command is surely another than those that are answered up to `answered`, and was read after what they send was
 * acknowledged: it stands further on, on the same partition. Elsewhere nothing is sure: partitions were added, the topic was made
 * anew, the log was restored, or a run was stored without a place.
 */
export const isBeyond = (place: Place, answered: Place | null): boolean =>
  place.partition === answered?.partition && place.offset > answered.offset && place.atMs !== answered.atMs;

export const isSamePlace = (place: Place, other: Place | null): boolean =>
  place.partition === other?.partition && place.offset === other.offset;
