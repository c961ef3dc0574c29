/** Reads the walks out of ARCHITECTURE.md: tables whose rows name a stop and its file. */
import { readFileSync } from 'node:fs';

export interface Stop {
  readonly name: string;
  readonly file: string;
}

const ROW = /^\|[^|]*\|\s*`(?<name>[a-z-]+)`\s*\|\s*`(?<file>[^`]+)`\s*\|/u;

/** The stops in the section under `heading`, in order. */
export function walkIn(heading: string): readonly Stop[] {
  const text = readFileSync(new URL('../../ARCHITECTURE.md', import.meta.url), 'utf8');
  const section = text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return section.split('\n').flatMap((line) => {
    const { name, file } = ROW.exec(line)?.groups ?? {};
    return name === undefined || file === undefined ? [] : [{ name, file }];
  });
}
