/** Runs a cell in a process of its own: neither the producer nor another reading shares its heap. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cellResult, type CellResult, type CellSpec } from './cell.ts';

/** Of Node's own flags, those of every process that is measured. */
export const HEAP_FLAG = '--max-old-space-size=4096';

/** Reads the topic in the way of `spec`. Rejects where the process fails. */
export async function inChild(spec: CellSpec): Promise<CellResult> {
  const args = [HEAP_FLAG, join(import.meta.dirname, 'cell-main.ts'), JSON.stringify(spec)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return cellResult.parse(JSON.parse(stdout));
}
