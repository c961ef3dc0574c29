/** Keeps what the ends caught, in memory and in a file, the newest within bounds; survives a restart. */
import { appendFile, readFile, rename, writeFile } from 'node:fs/promises';
import { type CaughtEntry, entrySchema, type OutboxQuery } from './entries.ts';

/** How much is kept. */
export interface OutboxBounds {
  readonly entries: number;
  readonly bytes: number;
}

export interface Outbox {
  /** Resolves when the entry is in the file: only then does an end answer its sender. */
  add(entry: CaughtEntry): Promise<void>;
  /** Newest first. */
  list(query: OutboxQuery): readonly CaughtEntry[];
  clear(): Promise<void>;
}

interface Line {
  readonly entry: CaughtEntry;
  readonly text: string;
}

const BOUNDS: OutboxBounds = { entries: 10_000, bytes: 64 * 1024 * 1024 };

/** Opens the outbox kept in `file`, which may be missing; damaged lines (a crash in the middle) are left out. */
export async function openOutbox(file: string, bounds: OutboxBounds = BOUNDS): Promise<Outbox> {
  let lines = newestWithin(await readLines(file), bounds);
  await rewrite(file, lines);
  let linesInFile = lines.length;
  let writing = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = writing.then(work);
    writing = done.catch(() => {});
    return done;
  };
  const write = async (line: Line): Promise<void> => {
    lines = newestWithin([...lines, line], bounds);
    await appendFile(file, line.text);
    linesInFile += 1;
    if (linesInFile <= 2 * lines.length + 100) return;
    await rewrite(file, lines);
    linesInFile = lines.length;
  };
  return {
    add: (entry) => inTurn(() => write({ entry, text: `${JSON.stringify(entry)}\n` })),
    list: (query) => select(lines, query),
    clear: () =>
      inTurn(async () => {
        lines = [];
        linesInFile = 0;
        await rewrite(file, lines);
      }),
  };
}

function select(lines: readonly Line[], { channel, limit, sinceMs }: OutboxQuery): readonly CaughtEntry[] {
  return lines
    .map(({ entry }) => entry)
    .filter((entry) => (channel === undefined || entry.channel === channel) && Date.parse(entry.at) > sinceMs)
    .reverse()
    .slice(0, limit);
}

function newestWithin(lines: readonly Line[], bounds: OutboxBounds): readonly Line[] {
  let first = lines.length;
  let bytes = 0;
  while (first > 0 && lines.length - first < bounds.entries) {
    bytes += lines[first - 1]?.text.length ?? 0;
    if (bytes > bounds.bytes) break;
    first -= 1;
  }
  return first === 0 ? lines : lines.slice(first);
}

async function readLines(file: string): Promise<readonly Line[]> {
  const content = await readFile(file, 'utf8').catch(() => '');
  return content.split('\n').flatMap((text) => {
    const parsed = entrySchema.safeParse(readJson(text));
    return parsed.success ? [{ entry: parsed.data, text: `${text}\n` }] : [];
  });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function rewrite(file: string, lines: readonly Line[]): Promise<void> {
  const next = `${file}.next`;
  await writeFile(next, lines.map(({ text }) => text).join(''));
  await rename(next, file);
}
