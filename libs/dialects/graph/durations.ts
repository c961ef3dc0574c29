/** How long anything may last. */
import type { Path } from '../shared/path.ts';
import type { Report } from '../shared/report.ts';

/** The longest wait: ten years. */
const LONGEST_MS = 10 * 366 * 86_400_000;

/** Reports a duration of more than ten years. */
export function checkDuration(durationMs: number | undefined, path: Path, report: Report): void {
  if (durationMs !== undefined && durationMs > LONGEST_MS)
    report(path, 'invalid_value', 'must not be longer than ten years');
}
