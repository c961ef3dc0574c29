/** GET and PUT /api/settings/history: for how many days the tenant's history is kept. */
import { MAX_RETENTION_DAYS } from '@upshot/history';
import { z } from 'zod';
import { okay } from '../../../http/answer.ts';
import type { Handler } from '../../handler.ts';
import { readBody } from '../operating/read-body.ts';

export const retentionSchema = z.strictObject({ retentionDays: z.int().min(1).max(MAX_RETENTION_DAYS) });

export const getRetention: Handler = async ({ caller }, { past }) =>
  okay({ retentionDays: await past.retention.find(caller) });

/** Runs that have ended are brought to it within minutes. */
export const putRetention: Handler = async ({ caller, body }, { past }) => {
  const read = readBody(retentionSchema, body);
  if (!read.ok) return read.error;
  const { retentionDays } = read.value;
  await past.retention.change(caller, retentionDays, caller.keyId);
  return okay({ retentionDays });
};
