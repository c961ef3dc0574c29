/** HTTP out as the channels see it. */

/** Bounds of every request, each with a default that fits a webhook. */
export interface EgressLimits {
  /** How long connecting may take (default 10 s). */
  readonly connectTimeoutMs?: number;
  /** How long a request without its own `timeoutMs` may take in all (default 30 s). */
  readonly timeoutMs?: number;
  /** How much of an answer's body is read, unpacked (default 64 KiB). */
  readonly maxBodyBytes?: number;
  /** How much an answer's headers may hold (default 16 KiB). */
  readonly maxHeaderBytes?: number;
}

/** All addresses of a host. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** Who may be reached, and within which bounds. */
export interface EgressOptions extends EgressLimits {
  /** Networks (CIDRs) that the operator allows although they are not public. */
  readonly allow: readonly string[];
  /** Asks the resolver for every address of a host (default: the system's). */
  readonly resolve?: Resolve;
}

/** A request to be sent. */
export interface EgressRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** How long all of it may take: look-up, connection, answer. */
  readonly timeoutMs?: number;
  /** Aborts the request; it then fails as `http_failed`. */
  readonly signal?: AbortSignal;
}

/** What came back, redirects included: they are never followed. */
export interface EgressResponse {
  readonly status: number;
  /** Lower-cased names; of headers that repeat, the values joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** At most the limit's bytes, invalid UTF-8 replaced. */
  readonly bodyText: string;
  /** Whether there was more of the body than was read. */
  readonly truncated: boolean;
  /** The address that was connected to. */
  readonly remoteAddress: string;
}

/** HTTP out, refused by the address that was connected to. */
export interface Egress {
  /**
   * Sends a request once. Throws `egress_refused` (never sent: the URL, a header or the address is not one to be used)
   * or `http_failed` (retry later: not reached, broken off, or not answered in time).
   */
  request(request: EgressRequest): Promise<EgressResponse>;
  /** Ends what is in hand and closes every connection. */
  close(): Promise<void>;
}
