/** JSON in an event or a document, read by its schema. */
import { UpshotError } from '@upshot/errors';
import type { z } from 'zod';

/** The value in `text`. Throws `record_invalid`, which says what and where, and nothing of the value. */
export function readJson<T>(schema: z.ZodType<T>, text: string, what: string): T {
  const parsed = schema.safeParse(json(text, what));
  if (parsed.success) return parsed.data;
  const place = parsed.error.issues[0]?.path.join('/') ?? '';
  throw new UpshotError('record_invalid', `${what} breaks its schema at /${place}`, { place });
}

function json(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UpshotError('record_invalid', `${what} is not JSON`, { cause });
  }
}
