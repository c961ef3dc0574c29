/** What a handler is asked and what it answers, without anything of the HTTP library. */
import type { Readable } from 'node:stream';
import type { FieldValue } from '@upshot/values';
import type { Scope } from '@upshot/keys';
import type { TenantContext } from '@upshot/mongo';

/** Whose key a request was made with. */
export interface Caller extends TenantContext {
  readonly keyId: string;
  readonly scopes: readonly Scope[];
  /** The person that the key stands for; a program's key stands for none. */
  readonly user?: string;
  readonly groups?: readonly string[];
}

/** A request that has passed every stage before its handler. */
export interface ApiRequest {
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: URLSearchParams;
  /** The Idempotency-Key header, '' without one. */
  readonly idempotencyKey: string;
  /** The names of its headers, in lower case. */
  readonly headers: readonly string[];
  /** A header's value, '' without one. */
  readonly header: (name: string) => string;
  /** The body as JSON; undefined for a route that reads none. */
  readonly body: unknown;
}

/** JSON that may hold records with absent optional members. */
export type AnswerBody = FieldValue | { readonly [key: string]: unknown } | readonly unknown[];

export interface Answer {
  readonly status: number;
  readonly body: AnswerBody;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is sent in the place of `body`, as it comes. */
  readonly stream?: Readable;
  /** `application/json` unless given. */
  readonly type?: string;
}

/** 200 with `body`. */
export const okay = (body: AnswerBody, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: 200,
  body,
  headers,
});
