/** The contract of a node kind at design time: its schema, and on which outcomes edges may leave it. */
import type { z } from 'zod';

export interface NodeSpec<N> {
  /** Of the node as JSON. */
  readonly schema: z.ZodType<N> & z.core.$ZodTypeDiscriminable;
  /** All that there are. */
  readonly outcomes: (node: N) => readonly string[];
}
