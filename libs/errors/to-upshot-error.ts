/** Turns whatever was thrown into a coded error, keeping the original as its cause. */
import type { Code } from './codes.ts';
import { UpshotError } from './upshot-error.ts';

/** Returns `thrown` itself when it is coded already; else an error of `code` (default `internal`) with it as cause. */
export function toUpshotError(thrown: unknown, code: Code = 'internal', message?: string): UpshotError {
  if (thrown instanceof UpshotError) return thrown;
  const detail = message ?? (thrown instanceof Error ? thrown.name : 'unknown failure');
  return new UpshotError(code, detail, { cause: thrown });
}
