/** Writes a file so that a reader sees the old content or the new one, never half of it. */
import { rename, writeFile } from 'node:fs/promises';

/** Replaces `file` by `content` in one step. */
export async function writeAtomically(file: string, content: string, mode = 0o644): Promise<void> {
  const next = `${file}.${process.pid}.next`;
  await writeFile(next, content, { mode });
  await rename(next, file);
}
