/** Holds the route table to its rules: a scope for every route, writing scopes for what writes, one of each. */
import { describe, expect, it } from 'vitest';
import { ROUTES } from './topology.ts';

describe('the route table', () => {
  it.each(ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))('%s', (_, route) => {
    const writes = route.method !== 'GET';
    expect(route.scope.endsWith(':write')).toBe(writes);
    expect(route.path).toMatch(/^\/[\w/:.-]*$/u);
    expect(route.path.startsWith('/api/v1') || route.path.startsWith('/healthz')).toBe(false);
  });
  it('names each route once', () => {
    const names = ROUTES.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(names).size).toBe(names.length);
  });
  it('lets everybody see only what is here', () => {
    expect(ROUTES.flatMap(({ scope, path }) => (scope === 'public' ? path : []))).toEqual([
      '/',
      '/api/openapi.json',
    ]);
  });
});
