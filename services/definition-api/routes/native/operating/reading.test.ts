/** Shows what is read of bodies and queries of what is done by hand, and that each problem is named by its place. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pageOf, readPageQuery, writeCursor } from './page-query.ts';
import { readBody, reasonSchema, variablesSchema } from './read-body.ts';
import { runFilterOf, runFilterSchema } from './run-filter.ts';

const query = (text: string) => readPageQuery(new URLSearchParams(text), ['by']);
const errors = z.object({ errors: z.array(z.object({ pointer: z.string(), code: z.string() })) });
const problemsOf = (body: unknown) => errors.parse(body).errors;

describe('the query of a page', () => {
  it('has bounds of its own unless said', () => {
    expect(query('')).toEqual({ ok: true, value: { limit: 50, after: null, given: {} } });
    expect(query('limit=7&by=k')).toEqual({ ok: true, value: { limit: 7, after: null, given: { by: 'k' } } });
  });
  it('goes on where the page before ended', () => {
    const place = { atMs: 12, id: 'a' };
    expect(query(`cursor=${writeCursor(place)}`)).toMatchObject({ ok: true, value: { after: place } });
  });
  it.each([
    ['limit=0', '/limit', 'invalid_value'],
    ['limit=201', '/limit', 'invalid_value'],
    ['limit=1.5', '/limit', 'invalid_value'],
    ['cursor=', '/cursor', 'invalid_value'],
    ['cursor=bm90IGpzb24', '/cursor', 'invalid_value'],
    [`cursor=${'a'.repeat(500)}`, '/cursor', 'invalid_value'],
    [`by=${'a'.repeat(201)}`, '/by', 'invalid_value'],
    ['by=a&by=b', '/by', 'invalid_value'],
    ['toString=1', '/toString', 'unknown_property'],
  ])('refuses %s', (text, pointer, code) => {
    const read = query(text);
    expect(read.ok ? [] : problemsOf(read.error.body)).toMatchObject([{ pointer, code }]);
  });
});

describe('a page', () => {
  const placeOf = (atMs: number) => ({ atMs, id: `${atMs}` });
  it('has a next one where more was found than is shown', () => {
    expect(pageOf([3, 2, 1], 2, placeOf)).toEqual({ shown: [3, 2], next: writeCursor(placeOf(2)) });
    expect(pageOf([3, 2], 2, placeOf)).toEqual({ shown: [3, 2], next: null });
    expect(pageOf([], 2, placeOf)).toEqual({ shown: [], next: null });
  });
});

describe('a body', () => {
  const schema = z.strictObject({
    reason: reasonSchema,
    variables: variablesSchema.optional(),
    list: z.array(z.strictObject({ id: z.string() })).optional(),
  });
  it('is what its schema says', () => {
    const body = { reason: 'Because', variables: { a: [1, { b: null }] } };
    expect(readBody(schema, body)).toEqual({ ok: true, value: body });
  });
  it.each([
    [{}, '/reason', 'required'],
    [{ reason: null }, '/reason', 'invalid_value'],
    [{ reason: 1 }, '/reason', 'invalid_value'],
    [{ reason: ' ' }, '/reason', 'invalid_value'],
    [{ reason: 'x'.repeat(1_001) }, '/reason', 'invalid_value'],
    [{ reason: 'x', other: 1 }, '/other', 'unknown_property'],
    [{ reason: 'x', list: [{ id: 'a' }, {}] }, '/list/1/id', 'required'],
    [{ reason: 'x', list: [{ id: 'a', 'b/c': 1 }] }, '/list/0/b~1c', 'unknown_property'],
    [undefined, '', 'required'],
    ['text', '', 'invalid_value'],
  ])('%j is refused at its place', (body, pointer, code) => {
    const read = readBody(schema, body);
    expect(read.ok ? [] : problemsOf(read.error.body)).toMatchObject([{ pointer, code }]);
  });
});

describe('a filter of runs', () => {
  const filterOf = (sent: object) => runFilterOf(runFilterSchema.parse(sent));
  it('takes one or a list', () => {
    expect(filterOf({ version: 2, recordId: 'r' })).toEqual({ versions: [2], recordIds: ['r'] });
    expect(filterOf({ version: [2, 3], recordId: ['r'] })).toEqual({ versions: [2, 3], recordIds: ['r'] });
  });
  it('knows ids in whatever case, and instants in whatever zone', () => {
    expect(filterOf({ definitionId: 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11' })).toEqual({
      definitionId: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
    });
    expect(
      filterOf({ startedFrom: '1970-01-01T01:00:00+01:00', startedBefore: '1970-01-01T00:00:01Z' }),
    ).toEqual({ startedFromMs: 0, startedBeforeMs: 1_000 });
  });
  it('says nothing of what it is not asked', () => {
    expect(filterOf({})).toEqual({});
  });
});
