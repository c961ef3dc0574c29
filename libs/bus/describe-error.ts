/** What of a client library's error may be logged: what it is called, and nothing that it carries. */

interface Described {
  readonly name: string;
  readonly type: string | undefined;
}

/** The innermost cause's name and protocol error, which hold no payload; of several causes the first. */
export function describe(thrown: unknown): Described {
  if (!(thrown instanceof Error)) return { name: 'unknown', type: undefined };
  const cause = causeOf(thrown);
  const inner = cause === undefined ? undefined : describe(cause);
  return { name: inner?.name ?? nameOf(thrown), type: inner?.type ?? protocolErrorOf(thrown) };
}

function causeOf(error: Error): Error | undefined {
  const several: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  const cause = several ?? error.cause;
  return cause instanceof Error && cause !== error ? cause : undefined;
}

/** Errors of one class tell themselves apart by a code. */
function nameOf(error: Error): string {
  const isPlain = error.name === 'Error' && 'code' in error && typeof error.code === 'string';
  return isPlain ? String(error.code) : error.name;
}

/** kafkajs calls it `type`, @platformatic/kafka `apiId`. */
function protocolErrorOf(error: Error): string | undefined {
  if ('type' in error && typeof error.type === 'string') return error.type;
  return 'apiId' in error && typeof error.apiId === 'string' ? error.apiId : undefined;
}
