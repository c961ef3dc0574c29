/** Which definitions a body's sub-workflows name, so that they can be looked up before it is read. */
import { z } from 'zod';

const named = z.object({ kind: z.literal('sub_workflow'), definitionId: z.string() });
const body = z.object({ graph: z.object({ nodes: z.array(z.unknown()) }) });

/** The ids, each once; none where the body is not sound: reading it says so. */
export function subWorkflowsOf(sent: unknown): readonly string[] {
  const read = body.safeParse(sent);
  const nodes = read.success ? read.data.graph.nodes : [];
  const ids = nodes.flatMap((node) => {
    const found = named.safeParse(node);
    return found.success ? [found.data.definitionId] : [];
  });
  return [...new Set(ids)];
}
