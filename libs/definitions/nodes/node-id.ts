/** The zod schema of a node's id. */
import { z } from 'zod';

export const nodeId = z.string().min(1);
