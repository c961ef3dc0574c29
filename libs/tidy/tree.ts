/** The tree of sources that the house rules are about, read from the disk. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';

export interface SourceFile {
  /** From the root of the clone, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** All sources, sorted by path. */
export type Tree = readonly SourceFile[];

/** The root of the clone. */
const ROOT = resolve(import.meta.dirname, '../..');

const READ = /\.(?:ts|mts|mjs|js|avsc|json|md)$/u;
const PASSED_OVER = /^(?:node_modules|\.git|\.upshot.*|generated|results|package-lock\.json)$/u;

/** Reads every source below `root`; what is installed, generated or measured is passed over. */
export async function readTree(root: string = ROOT): Promise<Tree> {
  const paths = (await listFiles(root)).toSorted();
  return Promise.all(
    paths.map(async (path) => ({
      path: relative(root, path).split(sep).join('/'),
      text: await readFile(path, 'utf8'),
    })),
  );
}

async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter(
    ({ name }) => !PASSED_OVER.test(name),
  );
  const lists = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return listFiles(path);
    return READ.test(entry.name) ? [path] : [];
  });
  return (await Promise.all(lists)).flat();
}
