/** Reads a source mapping file from the disk. */
import { UpshotError } from '@upshot/errors';
import { readFile } from 'node:fs/promises';
import { loadMapping } from './load-mapping.ts';
import { problemText } from './problem.ts';
import type { SourceMapping } from './types.ts';

/** Throws `mapping_invalid` with every problem, one on a line, when the file is wrong or cannot be read. */
export async function readMappingFile(path: string): Promise<SourceMapping> {
  const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
    throw new UpshotError('mapping_invalid', 'The source mapping file cannot be read.', {
      place: path,
      cause: thrown,
    });
  });
  const loaded = loadMapping(text, path);
  if (loaded.ok) return loaded.value;
  throw new UpshotError('mapping_invalid', loaded.error.map(problemText).join('\n'), { place: path });
}
