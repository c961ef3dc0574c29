/** Runs a script of this benchmark in a Node of its own and reads the JSON that it prints. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const OUTPUT_BYTES = 64 * 2 ** 20;
const HEAP_MB = 6_144;

/** `flags` are Node's own. */
export async function inChild(
  script: string,
  argument: unknown,
  flags: readonly string[] = [],
): Promise<unknown> {
  const file = join(import.meta.dirname, script);
  const args = [`--max-old-space-size=${HEAP_MB}`, ...flags, file, JSON.stringify(argument)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: OUTPUT_BYTES });
  return JSON.parse(stdout);
}
