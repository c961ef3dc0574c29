/** The config of `add_tag`. */
import { z } from 'zod';

export const addTagConfig = z.strictObject({ tag: z.string().trim().min(1).max(256) });

export type AddTagConfig = z.output<typeof addTagConfig>;
