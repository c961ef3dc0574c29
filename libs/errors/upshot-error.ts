/** The one error class: a code, its retry advice, and a message free of secrets and personal data. */
import { CODES, type Code, type Retry } from './codes.ts';

export interface ErrorOptions {
  /** What led to it; kept for the log, never shown to a client. */
  readonly cause?: unknown;
  /** Overrides the catalogue's advice, for a case that the code alone does not decide. */
  readonly retry?: Retry;
  /** Where in the input it is, as a JSON pointer or `topic/partition/offset`. */
  readonly place?: string;
}

/** An error that says what failed (`code`), where (`place`) and whether another attempt helps (`retry`). */
export class UpshotError extends Error {
  override readonly name = 'UpshotError';
  readonly code: Code;
  readonly retry: Retry;
  readonly place: string | undefined;

  /** `message` must hold neither secrets nor personal data: it reaches logs, dead letters and clients. */
  constructor(code: Code, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retry = options.retry ?? CODES[code].retry;
    this.place = options.place;
  }
}
