/** The rest of the stage decode-change: what matched gets the columns that nobody had to read before, since runs need them all. */
import { readOrBury } from '@upshot/dead-letters';
import type { BatchImages } from './kept-images/kept-images.ts';
import type { RecordChanged } from './record-change.ts';
import { STAGE, withoutOthers, type DecodeChangePorts } from './stages/decode-change.ts';
import type { Judged } from './stages/evaluate-rules.ts';

export type DecodeRestPorts = Pick<DecodeChangePorts, 'deadLetters' | 'verdicts'>;

/** The matches, each with its whole change; one that holds a column that cannot be read is buried. */
export async function decodeRest(
  decided: readonly Judged[],
  images: BatchImages,
  ports: DecodeRestPorts,
): Promise<readonly Judged[]> {
  const matched: Judged[] = [];
  for (const judged of decided) {
    if (judged.matches.length === 0) continue;
    const changed = await wholeOf(judged.changed, images, ports);
    if (changed !== null) matched.push({ ...judged, changed });
  }
  return matched;
}

async function wholeOf(
  changed: RecordChanged,
  images: BatchImages,
  { deadLetters, verdicts }: DecodeRestPorts,
): Promise<RecordChanged | null> {
  const { change, record, module, tenantId } = changed;
  const { whole: readWhole } = change;
  if (readWhole === undefined || record === undefined) return changed;
  const whole = await readOrBury(record, STAGE, deadLetters, () => images.look(readWhole()));
  if (whole === null) return verdicts.count(record.topic, 'dead_letter');
  return { ...changed, change: withoutOthers(whole, module, tenantId) };
}
