/** What a log line shows of an error: codes, safe messages and stack frames, never what a cause was told. */
import { toUpshotError, UpshotError } from '@upshot/errors';

/** A cause as it is logged: its message may hold values and stays out. */
interface CauseFields {
  readonly name: string;
  readonly code?: string | number;
  readonly stack: readonly string[];
}

/** An error as it is logged. */
export interface ErrorFields {
  readonly code: string;
  readonly message: string;
  readonly retry: string;
  readonly place?: string;
  readonly stack: readonly string[];
  readonly causes?: readonly CauseFields[];
}

const DEEPEST = 5;
const SAFE_CODE = /^[A-Za-z0-9_.-]{1,64}$/u;

/** Fields of whatever was thrown; an error without a code of ours counts as a cause. */
export function errorFields(thrown: unknown): ErrorFields {
  const error = toUpshotError(thrown);
  const causes = causesOf(error);
  return {
    code: error.code,
    message: error.message,
    retry: error.retry,
    ...(error.place !== undefined && { place: error.place }),
    stack: framesOf(error),
    ...(causes.length > 0 && { causes }),
  };
}

function causesOf(error: Error): readonly CauseFields[] {
  const causes: CauseFields[] = [];
  for (let cause = error.cause; cause instanceof Error && causes.length < DEEPEST; cause = cause.cause) {
    causes.push({ name: nameOf(cause), ...codeOf(cause), stack: framesOf(cause) });
  }
  return causes;
}

function nameOf(error: Error): string {
  return SAFE_CODE.test(error.name) ? error.name : 'Error';
}

function codeOf(error: Error): { readonly code?: string | number } {
  if (error instanceof UpshotError) return { code: error.code };
  const code: unknown = 'code' in error ? error.code : undefined;
  if (typeof code === 'number') return { code };
  return typeof code === 'string' && SAFE_CODE.test(code) ? { code } : {};
}

/** Only the frames: the lines before them repeat the message. */
function framesOf(error: Error): readonly string[] {
  const lines = error.stack?.split('\n') ?? [];
  return lines.filter((line) => /^ +at /u.test(line)).map((line) => line.trim());
}
