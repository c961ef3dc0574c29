/** What a definition's document keeps of the nodes at which its runs wait, brought up to the newest version. */
import { awaitsSchema } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import { z } from 'zod';
import { leftSinceMs, NOTHING_KEPT, withEnd, withVersion, type KeptNodes } from './awaited-versions.ts';
import { readDefinition, type DefinitionDocument } from './definition-document.ts';

const version = z.number().int().nullable();
const keptSchema: z.ZodType<KeptNodes> = z.object({
  version,
  nodes: z.array(
    z.object({
      nodeId: z.string(),
      module: z.string(),
      awaits: awaitsSchema,
      fromVersion: z.number().int(),
      toVersion: version,
      leftAtMs: z.number().nullable(),
    }),
  ),
});

/** As it is stored; nothing where nothing was published since this is kept. */
export function storedNodes({ id, awaited }: Pick<DefinitionDocument, 'id' | 'awaited'>): KeptNodes {
  if (awaited === undefined) return NOTHING_KEPT;
  const parsed = keptSchema.safeParse(JSON.parse(awaited));
  if (parsed.success) return parsed.data;
  throw new UpshotError('definition_invalid', 'what a definition awaits breaks its schema', { place: id });
}

/** With the versions that came since; one that today's schema refuses is passed over. Throws `definition_invalid`. */
export function nodesUntilNow(document: DefinitionDocument, nowMs: number): KeptNodes {
  const stored = storedNodes(document);
  if (document.deletedAt !== null) return withEnd(stored, nowMs);
  const unseen = [...document.earlier, document]
    .filter((each) => stored.version === null || each.version > stored.version)
    .toSorted((one, other) => one.version - other.version);
  return unseen.reduce((kept, { version: number, native }) => {
    const definition = readDefinition({ ...document, version: number, native });
    return definition === null ? kept : withVersion(kept, definition, nowMs);
  }, stored);
}

/** Whether runs wait at the same nodes of the same versions by both. */
export const isSame = (one: KeptNodes, other: KeptNodes): boolean =>
  JSON.stringify(one.nodes) === JSON.stringify(other.nodes);

/** The document's fields for them. */
export function keptFields(kept: KeptNodes): { readonly awaited: string; readonly leftSince: Date | null } {
  const sinceMs = leftSinceMs(kept);
  return { awaited: JSON.stringify(kept), leftSince: sinceMs === null ? null : new Date(sinceMs) };
}
