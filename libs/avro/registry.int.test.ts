/** The registry on the real engine: ids, compatibility, schemas as they were registered, and what it does not know. */
import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { codec, compileWriter, connectRegistry } from './index.ts';

const registry = connectRegistry({ url: inject('engines').registry });
const newSubject = (): string => `test.${randomUUID()}-value`;

/** A record of its own, so that no other test's schema has the same text and id. */
function recordOf(...fields: object[]): { readonly [attribute: string]: unknown } {
  return { type: 'record', name: `T${randomUUID().replaceAll('-', '')}`, namespace: 'upshot.test', fields };
}

const A = { name: 'a', type: 'string' };
const B = { name: 'b', type: 'string', default: '' };
const REQUIRED = { name: 'c', type: 'string' };

describe('registering', () => {
  it('gives one id however often, which the schema is then found by', async () => {
    const [subject, schema] = [newSubject(), recordOf(A)];
    const id = await registry.register({ subject, schema });
    expect(await registry.register({ subject, schema })).toBe(id);
    expect(await registry.idOf(subject, schema)).toBe(id);
    expect(await registry.schemaById(id)).toEqual(schema);
  });
  it('takes a new version that reads the old ones, and refuses one that does not', async () => {
    const [subject, schema] = [newSubject(), recordOf(A)];
    const first = await registry.register({ subject, schema });
    const second = await registry.register({ subject, schema: { ...schema, fields: [A, B] } });
    expect(second).not.toBe(first);
    await expect(
      registry.register({ subject, schema: { ...schema, fields: [A, B, REQUIRED] } }),
    ).rejects.toMatchObject({ code: 'schema_incompatible', retry: 'never' });
  });
  it('changes the level of a subject when it is told another one', async () => {
    const [subject, schema] = [newSubject(), recordOf(A)];
    await registry.register({ subject, schema, compatibility: 'FULL' });
    const next = { ...schema, fields: [A, REQUIRED] };
    await expect(registry.register({ subject, schema: next, compatibility: 'FULL' })).rejects.toMatchObject({
      code: 'schema_incompatible',
    });
    await expect(registry.register({ subject, schema: next, compatibility: 'FORWARD' })).resolves.toBeTypeOf(
      'number',
    );
  });
  it('refuses what is no schema', async () => {
    const broken = recordOf({ name: 'a', type: 'nothing' });
    await expect(registry.register({ subject: newSubject(), schema: broken })).rejects.toMatchObject({
      code: 'avro_invalid',
    });
  });
});

describe('asking', () => {
  it('keeps the attributes that a schema was registered with', async () => {
    const schema = recordOf({
      name: 'at',
      type: [
        'null',
        { type: 'long', 'connect.version': 1, 'connect.name': 'io.debezium.time.MicroTimestamp' },
      ],
      default: null,
    });
    const id = await registry.register({ subject: newSubject(), schema });
    expect(await registry.schemaById(id)).toEqual(schema);
    const writer = compileWriter(await registry.schemaById(id), { longs: 'bigint' });
    expect(writer.decode(Buffer.from([2, 4]))).toEqual({ at: 2n });
  });
  it('reads a schema whose default is an empty object, which this API refuses to take or to classify', async () => {
    const schema = recordOf({ name: 'custom', type: 'string', default: '{}' });
    const artifacts = new URL('/apis/registry/v2/groups/default/artifacts', inject('engines').registry);
    const answer = await fetch(artifacts, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-registry-artifacttype': 'AVRO' },
      body: JSON.stringify(schema),
    });
    const { contentId } = z.object({ contentId: z.number() }).parse(await answer.json());
    expect(await registry.schemaById(contentId)).toEqual(schema);
  });
  it('gives the newest schema of a subject, with its attributes', async () => {
    const subject = newSubject();
    expect(await registry.latest(subject)).toBeNull();
    const schema = recordOf({ name: 'a', type: { type: 'int', 'connect.name': 'io.debezium.time.Date' } });
    await registry.register({ subject, schema });
    expect(await registry.latest(subject)).toEqual(schema);
    const next = { ...schema, fields: [A, B] };
    await registry.register({ subject, schema: next, compatibility: 'NONE' });
    expect(await registry.latest(subject)).toEqual(next);
  });
  it('gives it where a default is an empty object, too', async () => {
    const subject = newSubject();
    const schema = recordOf({ name: 'custom', type: 'string', default: '{}' });
    const artifacts = new URL('/apis/registry/v2/groups/default/artifacts', inject('engines').registry);
    const headers = { 'x-registry-artifacttype': 'AVRO', 'x-registry-artifactid': subject };
    await fetch(artifacts, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(schema),
    });
    expect(await registry.latest(subject)).toEqual(schema);
  });
  it('says of an unknown id or schema that it is unknown', async () => {
    const unknown = { code: 'schema_unknown', retry: 'never' };
    await expect(registry.schemaById(2 ** 31 - 1)).rejects.toMatchObject(unknown);
    await expect(registry.idOf(newSubject(), recordOf(A))).rejects.toMatchObject(unknown);
  });
});

describe('a codec', () => {
  it('reads over versions what another process wrote', async () => {
    const [subject, schema] = [newSubject(), recordOf(A)];
    const next = { ...schema, fields: [A, B] };
    await registry.register({ subject, schema });
    await registry.register({ subject, schema: next });
    const old = await codec<{ a: string }>(connectRegistry({ url: inject('engines').registry }), {
      subject,
      schema,
    });
    const current = await codec<{ a: string; b: string }>(registry, { subject, schema: next });
    expect(await current.decode(old.encode({ a: 'x' }))).toEqual({ a: 'x', b: '' });
    expect(await old.decode(current.encode({ a: 'x', b: 'y' }))).toEqual({ a: 'x' });
  });
});
