/** Counts what passed and what failed. */
import { z } from 'zod';
import type { Check } from './checks.ts';

export interface Outcome {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
}

const report = z.object({ numPassedTests: z.number(), numFailedTests: z.number() });

/**
 * The outcome of a check from its exit code and, for tests, vitest's report. A run that failed without a failed test
 * (its set-up broke, an error escaped) or that found no test at all counts as one failure.
 */
export function tally(check: Check, code: number | null, reportText: string, seconds: number): Outcome {
  const ok = code === 0;
  if (check.kind === 'check') return { name: check.name, passed: ok ? 1 : 0, failed: ok ? 0 : 1, seconds };
  const { numPassedTests: passed, numFailedTests: failed } = readReport(reportText);
  const broken = failed === 0 && (!ok || passed === 0);
  return { name: check.name, passed, failed: broken ? 1 : failed, seconds };
}

function readReport(text: string): z.output<typeof report> {
  try {
    return report.parse(JSON.parse(text));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0 };
  }
}

/** A table of all outcomes; its last line is `N passed, N failed`. */
export function summary(outcomes: readonly Outcome[]): string {
  const lines = outcomes.map(({ name, passed, failed, seconds }) => {
    const verdict = failed === 0 ? 'ok' : 'FAILED';
    return `  ${name.padEnd(12)} ${verdict.padEnd(7)} ${passed} passed, ${failed} failed, ${seconds.toFixed(1)} s`;
  });
  return `\n${lines.join('\n')}\n\n${count(outcomes, 'passed')} passed, ${count(outcomes, 'failed')} failed\n`;
}

/** How many passed, or failed, over all. */
export function count(outcomes: readonly Outcome[], which: 'passed' | 'failed'): number {
  return outcomes.reduce((sum, outcome) => sum + outcome[which], 0);
}
