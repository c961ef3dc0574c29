/** A line of the route table. */
import type { Scope } from '@upshot/keys';
import type { Answer } from '../http/answer.ts';
import type { RefusalShape } from '../http/refusal.ts';
import type { Handler } from './handler.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A route that asks for a key with a scope. There is no other way to a handler. */
export interface KeyedRoute {
  readonly method: Method;
  readonly path: string;
  readonly scope: Scope;
  readonly handle: Handler;
  /** Set where it takes no body though its method may have one. */
  readonly bodiless?: true;
  readonly shape: RefusalShape;
}

/** A route that answers everybody the same, knowing nothing of who asks. */
export interface PublicRoute {
  readonly method: 'GET';
  readonly path: string;
  readonly scope: 'public';
  readonly answer: () => Answer;
  readonly shape: RefusalShape;
}

export type Route = KeyedRoute | PublicRoute;

/** A surface: where it is mounted, how it refuses, what it offers there. */
export interface Surface {
  readonly mounts: readonly string[];
  readonly shape: RefusalShape;
  readonly routes: readonly Omit<KeyedRoute, 'shape'>[];
}

/** The routes of a surface at each of its mounts. */
export function mount({ mounts, shape, routes }: Surface): readonly Route[] {
  return mounts.flatMap((prefix) =>
    routes.map((route) => ({ ...route, shape, path: `${prefix}${route.path}` })),
  );
}

/** Whether a body is read before the handler is asked. */
export const takesBody = ({ method, bodiless }: KeyedRoute): boolean =>
  bodiless !== true && (method === 'POST' || method === 'PUT' || method === 'PATCH');
