/** How long runs took, as counts by buckets that grow by a tenth: sketches of hours add up, and a quantile is off by 5 % at most. */

/** Counts by the bucket's number as text; bucket `n` holds what is above 1.1 to the power of `n - 1` and at most to that of `n`, less one. */
export type Sketch = Readonly<Record<string, number>>;

const GROWTH = 1.1;

/** The bucket of a duration. */
export const bucketOf = (durationMs: number): number =>
  Math.ceil(Math.log(Math.max(0, durationMs) + 1) / Math.log(GROWTH) - 1e-9) + 0;

/** The same, as an expression of MongoDB over a field. */
export const bucketExpression = (field: string): object => ({
  $ceil: {
    $subtract: [{ $divide: [{ $ln: { $add: [{ $max: [0, field] }, 1] } }, Math.log(GROWTH)] }, 1e-9],
  },
});

/** All of them in one. */
export function mergeSketches(sketches: Iterable<Sketch>): Sketch {
  const sum: Record<string, number> = {};
  for (const sketch of sketches)
    for (const [bucket, count] of Object.entries(sketch)) sum[bucket] = (sum[bucket] ?? 0) + count;
  return sum;
}

/** The duration at or below which a share of the runs lies; null where there are none. */
export function quantileOf(sketch: Sketch, share: number): number | null {
  const buckets = Object.entries(sketch)
    .map(([bucket, count]) => [Number(bucket), count] as const)
    .toSorted(([a], [b]) => a - b);
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  let left = Math.max(1, Math.ceil(total * share));
  for (const [bucket, count] of buckets) {
    left -= count;
    if (left <= 0) return middleOf(bucket);
  }
  return null;
}

/** The middle of a bucket by its borders' means. */
function middleOf(bucket: number): number {
  if (bucket <= 0) return 0;
  const [low, high] = [GROWTH ** (bucket - 1), GROWTH ** bucket];
  return Math.round((2 * low * high) / (low + high) - 1);
}
