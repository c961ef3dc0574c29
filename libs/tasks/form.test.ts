/** Forms: each type, what may be left out, and each problem at its place. */
import type { FormField } from '@upshot/definitions';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDecision, checkValues } from './form.ts';
import { openTask } from './testing/tasks.ts';

const field = (type: FormField['type'], more: Partial<FormField> = {}): FormField => ({
  name: 'f',
  label: 'F',
  type,
  required: true,
  ...(type === 'choice' && { choices: ['a', 'b'] }),
  ...more,
});
const wrong = (form: FormField, value: Parameters<typeof checkValues>[1][string]) =>
  checkValues([form], { f: value }).map(({ code }) => code);

describe('a field', () => {
  it.each<[FormField['type'], Parameters<typeof checkValues>[1][string]]>([
    ['text', 'x'],
    ['text', 'x'.repeat(10_000)],
    ['number', 0],
    ['number', -1.5],
    ['boolean', false],
    ['date', '2028-02-29'],
    ['choice', 'b'],
  ])('of type %s takes what is one: %#', (type, value) => {
    expect(wrong(field(type), value)).toEqual([]);
  });
  it.each<[FormField['type'], Parameters<typeof checkValues>[1][string], string]>([
    ['text', 1, 'wrong_type'],
    ['text', ['x'], 'wrong_type'],
    ['text', 'x'.repeat(10_001), 'too_long'],
    ['number', '1', 'wrong_type'],
    ['boolean', 'true', 'wrong_type'],
    ['boolean', 0, 'wrong_type'],
    ['date', '2027-02-29', 'invalid_value'],
    ['date', '2027-13-01', 'invalid_value'],
    ['date', '2027-01-01T00:00:00Z', 'invalid_value'],
    ['date', 20_270_101, 'wrong_type'],
    ['choice', 'c', 'invalid_value'],
    ['choice', 'toString', 'invalid_value'],
    ['choice', { a: 1 }, 'wrong_type'],
  ])('of type %s refuses what is none: %#', (type, value, code) => {
    expect(wrong(field(type), value)).toEqual([code]);
  });
  it.each([undefined, null, ''])('that is required is not %j', (value) => {
    const values = value === undefined ? {} : { f: value };
    expect(checkValues([field('text')], values)).toEqual([
      { path: ['values', 'f'], code: 'required', message: 'is required' },
    ]);
    expect(checkValues([field('text', { required: false })], values)).toEqual([]);
  });
});

describe('a form', () => {
  it('refuses what it does not ask for, and names every problem at once', () => {
    const form = [field('number', { name: 'a' }), field('choice', { name: 'b' })];
    const problems = checkValues(form, { a: 'x', b: 'z', c: 1, constructor: 1 });
    expect(problems.map(({ path, code }) => `${path.join('/')} ${code}`)).toEqual([
      'values/c unknown_property',
      'values/constructor unknown_property',
      'values/a wrong_type',
      'values/b invalid_value',
    ]);
  });
  it('does not take what objects have by nature for an answer', () => {
    expect(checkValues([field('text', { name: 'constructor' })], {})).toMatchObject([{ code: 'required' }]);
  });
  it('never throws, whatever is sent', () => {
    const types = fc.constantFrom<FormField['type']>('text', 'number', 'boolean', 'date', 'choice');
    const sent = fc.dictionary(
      fc.constantFrom('f', 'g'),
      fc.json().map((text) => JSON.parse(text)),
    );
    fc.assert(
      fc.property(types, fc.boolean(), sent, (type, required, values) => {
        expect(Array.isArray(checkValues([field(type, { required })], values))).toBe(true);
      }),
    );
  });
});

describe('a decision', () => {
  it('is one of the task', () => {
    expect(checkDecision(openTask(), 'approved')).toEqual([]);
    expect(checkDecision(openTask(), 'rejected')).toMatchObject([
      { path: ['decision'], code: 'invalid_value' },
    ]);
  });
});
