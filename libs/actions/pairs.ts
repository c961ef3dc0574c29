/** Key and value rows as forms send them: rows that are switched off or have no key do not count. */
import { z } from 'zod';

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const row = z.strictObject({
  id: z.union([z.string(), z.number()]).optional(),
  key: z.string().max(256),
  value: text.optional().default(''),
  enabled: z.boolean().optional().default(true),
});

/** A list of rows, or a plain object for the same. */
export const pairsSchema = z.union([z.array(row).max(100), z.record(z.string().max(256), text)]);

export type Pairs = z.output<typeof pairsSchema>;
export type Pair = readonly [key: string, value: string];

/** The rows that count, in order. */
export function enabledPairs(pairs: Pairs | null | undefined): readonly Pair[] {
  if (pairs === null || pairs === undefined) return [];
  const rows = Array.isArray(pairs)
    ? pairs.filter((each) => each.enabled).map(({ key, value }): Pair => [key, value])
    : Object.entries(pairs);
  return rows.filter(([key]) => key !== '');
}
