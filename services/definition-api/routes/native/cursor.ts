/** Cursors: what a page ended with, as a text that is opaque to clients. It names a place and nothing else. */
import type { z } from 'zod';

const MOST_LETTERS = 300;

/** The text of a place. */
export const cursorOf = (place: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

/** The place in a text that was given out; null for any other. */
export function placeIn<T>(schema: z.ZodType<T>, cursor: string, mostLetters = MOST_LETTERS): T | null {
  if (cursor.length > mostLetters) return null;
  try {
    return schema.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString())).data ?? null;
  } catch {
    return null;
  }
}
