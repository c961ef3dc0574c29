/** Holds the OpenAPI document to the route table and to itself: every native route, every reference, no leftovers. */
import { NODE_SPECS } from '@upshot/definitions';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openApiDocument } from './routes/native/open-api-document.ts';
import { ROUTES } from './topology.ts';

const operations = z.record(z.string(), z.unknown());
const document = z
  .object({
    openapi: z.literal('3.1.0'),
    paths: z.record(z.string(), operations),
    components: z.object({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())) }).loose(),
  })
  .loose()
  .parse(openApiDocument().body);
const text = JSON.stringify(document);

describe('the OpenAPI document', () => {
  it('describes every native route that asks for a key, and no other', () => {
    const native = ROUTES.filter(
      ({ path, scope }) =>
        path.startsWith('/api/') && !path.startsWith('/api/workflows') && scope !== 'public',
    );
    const routed = native.map(
      ({ method, path }) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/gu, '{$1}')}`,
    );
    const described = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item)
        .filter((each) => each !== 'parameters')
        .map((method) => `${method} ${path}`),
    );
    expect(described.toSorted()).toEqual(routed.toSorted());
  });
  it('asks for the scope that its route asks for', () => {
    for (const { method, path, scope } of ROUTES) {
      const operation = document.paths[path.replaceAll(/:(\w+)/gu, '{$1}')]?.[method.toLowerCase()];
      if (operation !== undefined) expect(JSON.stringify(operation)).toContain(`\`${scope}\``);
    }
  });
  it('leads every reference to a schema', () => {
    const targets = [...text.matchAll(/"\$ref":"([^"]+)"/gu)].map(([, target = '']) => target);
    expect(targets.length).toBeGreaterThan(10);
    for (const target of targets) {
      const name = /^#\/components\/schemas\/(\w+)$/u.exec(target)?.[1] ?? target;
      expect(Object.keys(document.components.schemas)).toContain(name);
    }
  });
  it('says nothing that only zod says', () => {
    expect(text).not.toMatch(/"\$schema"|"\$id"|"\$defs"|__shared|"readOnly"/u);
  });
  it('has the schemas that validate, less what a trigger need not say', () => {
    const { Trigger, Criteria, Graph, Event } = document.components.schemas;
    expect(Trigger?.['required']).toEqual(['module', 'kind']);
    expect(Trigger?.['additionalProperties']).toBe(false);
    expect([Criteria?.['oneOf'], Graph?.['properties'], Event?.['properties']].every(Boolean)).toBe(true);
    expect(JSON.stringify(Trigger)).toContain('activity_missing');
  });
  it('has every kind of node under its own name', () => {
    const { schemas } = document.components;
    const kinds = Object.keys(NODE_SPECS);
    const named = Object.entries(schemas).filter(([name]) => name.endsWith('Node') && name !== 'Node');
    const constants = named.map(
      ([, schema]) => JSON.stringify(schema).match(/"kind":\{[^}]*"const":"(\w+)"/u)?.[1],
    );
    expect(new Set(constants)).toEqual(new Set(kinds));
    expect(JSON.stringify(schemas['Node'])).toContain('#/components/schemas/WaitForEventNode');
    expect(JSON.stringify(schemas['Graph'])).toContain('#/components/schemas/Node');
  });
  it('is the same for everybody', () => {
    expect(openApiDocument().body).toBe(openApiDocument().body);
  });
});
