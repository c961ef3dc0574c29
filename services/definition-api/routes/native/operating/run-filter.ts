/** Which runs: the filter of what is done to many at once. */
import { z } from 'zod';
import type { RunFilter } from '../../../ports/job-document.ts';

const MAX_RECORDS = 1_000;
const version = z.int().positive();
const text = z.string().min(1).max(200);

/** As a client writes it. */
export const runFilterSchema = z.strictObject({
  definitionId: z.guid().optional(),
  version: z.union([version, z.array(version).min(1).max(100)]).optional(),
  status: z.enum(['running', 'paused']).optional(),
  module: text.optional(),
  recordId: z.union([text, z.array(text).min(1).max(MAX_RECORDS)]).optional(),
  startedFrom: z.iso.datetime({ offset: true }).optional(),
  startedBefore: z.iso.datetime({ offset: true }).optional(),
});

const listOf = <T>(value: T | readonly T[] | undefined): readonly T[] | undefined =>
  value === undefined ? undefined : ([value].flat() as readonly T[]);

/** The filter of the store. */
export function runFilterOf(sent: z.output<typeof runFilterSchema>): RunFilter {
  const { definitionId, status, module, startedFrom, startedBefore } = sent;
  const [versions, recordIds] = [listOf(sent.version), listOf(sent.recordId)];
  return {
    ...(definitionId !== undefined && { definitionId: definitionId.toLowerCase() }),
    ...(versions !== undefined && { versions }),
    ...(status !== undefined && { status }),
    ...(module !== undefined && { module }),
    ...(recordIds !== undefined && { recordIds }),
    ...(startedFrom !== undefined && { startedFromMs: Date.parse(startedFrom) }),
    ...(startedBefore !== undefined && { startedBeforeMs: Date.parse(startedBefore) }),
  };
}
