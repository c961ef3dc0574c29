/** Figures: what a benchmark found, each beside what it was measured against in the same run. */
import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it stands beside, measured in the same run. */
  readonly versus: string;
  /** `value` against that. */
  readonly ratio: number;
}

export interface Report {
  readonly commit: string;
  readonly machine: string;
  readonly figures: readonly Figure[];
}

/** A report on this commit and this kind of machine. */
export function reportOf(figures: readonly Figure[]): Report {
  const [cpu] = cpus();
  const memoryGiB = Math.round(totalmem() / 2 ** 30);
  const machine = `${cpu?.model.trim() ?? 'unknown'}, ${cpus().length} cores, ${memoryGiB} GiB, Node ${process.version}`;
  return { commit: commit(), machine, figures };
}

/** One line a figure, for people. */
export function printFigures(figures: readonly Figure[]): string {
  return figures
    .map(
      ({ name, value, unit, versus, ratio }) =>
        `${name.padEnd(28)} ${format(value).padStart(12)} ${unit.padEnd(10)} ${format(ratio)} × ${versus}`,
    )
    .join('\n');
}

/** The value below which a share of the samples lies, by the nearest rank. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

const format = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);

function commit(): string {
  try {
    const head = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
    const dirty =
      execFileSync('git', ['status', '--porcelain', '--untracked-files=no'], { encoding: 'utf8' }) !== '';
    return dirty ? `${head}+` : head;
  } catch {
    return 'unknown';
  }
}
