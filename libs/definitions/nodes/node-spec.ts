/** The contract of a node kind at design time: its schema, and on which outcomes edges may leave it. */
import type { z } from 'zod';

/** The outcomes of a node. `open`: others may come too, which its channel names. */
export interface Outcomes {
  readonly names: readonly string[];
  readonly open: boolean;
}

export interface NodeSpec<N> {
  /** Of the node as JSON. */
  readonly schema: z.ZodType<N> & z.core.$ZodTypeDiscriminable;
  readonly outcomes: (node: N) => Outcomes;
}

/** Outcomes that are all that there are. */
export const closed = (...names: readonly string[]): Outcomes => ({ names, open: false });
