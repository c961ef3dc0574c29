/** GET /api/definitions/:id/statistics: how many runs began and ended in each hour, how, and how long they took. */
import { HOUR_MS, hourOf, mergeHours, quantileOf, type Hour } from '@upshot/history';
import { z } from 'zod';
import { okay } from '../../../http/answer.ts';
import type { Handler } from '../../handler.ts';
import { readId } from '../../ids.ts';
import { instant, readQuery } from '../read-query.ts';
import { notFound, refuseProblems } from '../refusals.ts';

/** The most hours of one answer, and how many come where nothing is asked for. */
export const MAX_HOURS = 31 * 24;
const DEFAULT_HOURS = 24;

export const statisticsQuerySchema = z.strictObject({ from: instant.optional(), to: instant.optional() });

/** Hours of UTC, without those in which nothing happened; a definition that is deleted still has them. */
export const getStatistics: Handler = async ({ caller, params, query }, { past, now }) => {
  const definitionId = readId(params['id']);
  if (definitionId === null) return notFound('Definition');
  const read = readQuery(statisticsQuerySchema, query);
  if (!read.ok) return read.error;
  const { to: toMs = hourOf(now()) + HOUR_MS } = read.value;
  const { from: fromMs = toMs - DEFAULT_HOURS * HOUR_MS } = read.value;
  if (fromMs >= toMs || toMs - fromMs > MAX_HOURS * HOUR_MS) return refuseSpan();
  const hours = await past.statistics.read(caller, { definitionId, fromMs, toMs });
  const { hour: _first, ...total } = printHour(mergeHours(hours));
  return okay({ definitionId, hours: hours.map(printHour), total });
};

const refuseSpan = () =>
  refuseProblems(400, 'The query is refused', [
    { path: ['from'], code: 'invalid_value', message: `must be before \`to\` by at most ${MAX_HOURS} hours` },
  ]);

function printHour({ hourMs, durations, ...counts }: Hour) {
  return {
    hour: new Date(hourMs).toISOString(),
    ...counts,
    durationMs: { p50: quantileOf(durations, 0.5), p95: quantileOf(durations, 0.95) },
  };
}
