/** Keeps the versions that came before, as many as fit into the definition's own document. */
import type { DefinitionDocument, EarlierVersion } from './definition-document.ts';

const MAX_VERSIONS = 50;
/** MongoDB takes documents of 16 MB; the newest version needs up to 4 of them. */
const MAX_LENGTH = 4_000_000;

/** The earlier versions once `document` itself has become one: newest first, the oldest dropped beyond the bounds. */
export function withEarlier(
  { version, native, source, earlier }: Pick<DefinitionDocument, 'version' | 'native' | 'source' | 'earlier'>,
  replacedAt: Date,
): readonly EarlierVersion[] {
  let length = 0;
  const all = [{ version, native, source, replacedAt }, ...earlier].slice(0, MAX_VERSIONS);
  return all.filter((each) => (length += each.native.length + (each.source?.length ?? 0)) <= MAX_LENGTH);
}
