/** A batch in parts, for work that is done with one part before it reads the next. */
import type { Batch } from '@upshot/bus';

/** The batch in parts of at most `size` records, in order; itself where it is no longer than that. */
export function* partsOf(batch: Batch, size: number): Generator<Batch> {
  const { records } = batch;
  if (records.length <= size) yield batch;
  else
    for (let at = 0; at < records.length; at += size)
      yield { ...batch, records: records.slice(at, at + size) };
}
