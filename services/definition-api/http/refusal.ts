/** A refusal before it has a shape: each surface words it as its own clients expect. */
import type { Answer } from './answer.ts';

/** One thing that is wrong with what was sent. */
export interface RefusalDetail {
  readonly field: string;
  /** RFC 6901. */
  readonly path: string;
  readonly message: string;
  readonly code: string;
  /** The node of a graph that it is about. */
  readonly node?: string;
}

export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly details?: readonly RefusalDetail[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** How a surface (a dialect, the native API) shows refusals. */
export type RefusalShape = (refusal: Refusal) => Answer;

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  428: 'Precondition Required',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** The reason phrase of a status. */
export const titleOf = (status: number): string => TITLES[status] ?? 'Error';

const INDEX = /^\/(0|[1-9][0-9]*)(?:\/|$)/u;

function toError({ path, message, code, node }: RefusalDetail) {
  const index = INDEX.exec(path)?.[1];
  return {
    pointer: path,
    detail: message,
    code,
    ...(node !== undefined && { node }),
    ...(index !== undefined && { index: Number(index) }),
  };
}

/** RFC 9457, the native API's shape; each problem by its JSON pointer, in a list of things also by its index. */
export const problemShape: RefusalShape = ({ status, message, details, headers = {} }) => ({
  status,
  headers,
  type: 'application/problem+json',
  body: {
    type: 'about:blank',
    title: titleOf(status),
    status,
    detail: message,
    ...(details && { errors: details.map(toError) }),
  },
});
