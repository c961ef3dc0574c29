/** Counts an hour of a definition from its runs, reading indexes alone. Runs in the sandbox are in no statistics. */
import type { Collection, Document } from 'mongodb';
import { z } from 'zod';
import type { HistoryDocument } from './document.ts';
import { HOUR_MS, type Hour } from './hour.ts';
import { bucketExpression } from './sketch.ts';

export type Histories = Collection<HistoryDocument>;

export interface DefinitionHour {
  readonly tenantId: string;
  readonly definitionId: string;
  readonly hourMs: number;
}

const groupSchema = z.object({
  _id: z.object({ status: z.string(), bucket: z.number() }),
  count: z.number(),
});
type Group = z.output<typeof groupSchema>;

/** The hour as its runs say. */
export async function countHour(histories: Histories, of: DefinitionHour): Promise<Hour> {
  const [started, groups] = await Promise.all([startedIn(histories, of), endedIn(histories, of)]);
  const ended = (status: string): number =>
    groups.filter(({ _id }) => _id.status === status).reduce((sum, { count }) => sum + count, 0);
  const durations: Record<string, number> = {};
  for (const { _id, count } of groups) durations[_id.bucket] = (durations[_id.bucket] ?? 0) + count;
  return {
    hourMs: of.hourMs,
    started,
    completed: ended('completed'),
    skipped: ended('skipped'),
    failed: ended('failed'),
    cancelled: ended('cancelled'),
    durations,
  };
}

const within = (hourMs: number) => ({ $gte: hourMs, $lt: hourMs + HOUR_MS });

const startedIn = (
  histories: Histories,
  { tenantId, definitionId, hourMs }: DefinitionHour,
): Promise<number> =>
  histories.countDocuments(
    {
      tenantId: { $eq: tenantId },
      definitionId: { $eq: definitionId },
      sandbox: false,
      startedAtMs: within(hourMs),
    },
    { hint: { tenantId: 1, definitionId: 1, startedAtMs: -1, _id: -1, sandbox: 1 } },
  );

async function endedIn(
  histories: Histories,
  { tenantId, definitionId, hourMs }: DefinitionHour,
): Promise<readonly Group[]> {
  const pipeline: Document[] = [
    {
      $match: {
        tenantId: { $eq: tenantId },
        definitionId: { $eq: definitionId },
        finishedAtMs: within(hourMs),
        sandbox: false,
      },
    },
    { $project: { _id: 0, status: 1, durationMs: 1 } },
    {
      $group: {
        _id: { status: '$status', bucket: bucketExpression('$durationMs') },
        count: { $sum: 1 },
      },
    },
  ];
  const hint = { tenantId: 1, definitionId: 1, finishedAtMs: 1, sandbox: 1, status: 1, durationMs: 1 };
  const found = await histories.aggregate(pipeline, { hint }).toArray();
  return found.map((group) => groupSchema.parse(group));
}
