/** Shows that reading tells known, absent and unknown apart, and sees own keys only. */
import { describe, expect, it } from 'vitest';
import { fieldReader, readField, UNKNOWN, valueAt, type Image } from './index.ts';

const image: Image = {
  values: {
    name: 'Ann',
    phone: null,
    size: 0,
    custom: { region: 'EU', 'deal v2.0': 'yes', address: { city: 'Berlin', zip: null }, tags: ['a'] },
    'odd.column': 1,
  },
  unknown: ['notes', 'extra'],
};

describe('readField', () => {
  it.each([
    ['name', 'Ann'],
    ['phone', null],
    ['size', 0],
    ['odd.column', 1],
    ['custom.region', 'EU'],
    ['custom.deal v2.0', 'yes'],
    ['custom.address.city', 'Berlin'],
    ['custom.address.zip', null],
    ['custom.tags', ['a']],
  ] as const)('%s is known', (field, value) => {
    expect(readField(image, field)).toEqual({ state: 'known', value });
  });
  it.each(['notes', 'notes.key', 'extra.deep.key'])(
    '%s is unknown: the source has it and did not send it',
    (field) => {
      expect(readField(image, field)).toEqual({ state: 'unknown' });
    },
  );
  it.each([
    'nothing',
    'custom.nothing',
    'custom.address.nothing',
    'custom.region.length',
    'custom.tags.0',
    'custom.tags.length',
    'name.length',
    'phone.x',
    '',
    '.',
    'custom.',
    '.custom',
    '__proto__',
    'constructor',
    'prototype',
    'length',
    'toString',
    'custom.__proto__',
    'custom.constructor',
    'custom.constructor.name',
    'custom.__proto__.polluted',
  ])('%s is absent', (field) => {
    expect(readField(image, field)).toEqual({ state: 'absent' });
  });
  it('finds nothing under __proto__ even where the data has such a key', () => {
    const values = JSON.parse(
      '{"__proto__": {"a": 1}, "custom": {"__proto__": "x", "constructor": "theirs"}}',
    );
    const hostile: Image = { values, unknown: [] };
    expect(readField(hostile, '__proto__.a')).toEqual({ state: 'absent' });
    expect(readField(hostile, 'custom.__proto__')).toEqual({ state: 'absent' });
    expect(readField(hostile, 'custom.constructor')).toEqual({ state: 'known', value: 'theirs' });
  });
  it('takes every field beside the values for unknown where the rest was not sent', () => {
    const keyOnly: Image = { values: { id: 1 }, unknown: 'rest' };
    expect([readField(keyOnly, 'id'), readField(keyOnly, 'name')]).toEqual([
      { state: 'known', value: 1 },
      { state: 'unknown' },
    ]);
  });
});

describe('fieldReader', () => {
  it('finds UNKNOWN where there is no image', () => {
    expect(fieldReader('name')(null)).toBe(UNKNOWN);
  });
});

describe('valueAt', () => {
  it('walks a path of a thousand keys, and one that is not there', () => {
    const path = Array.from({ length: 1000 }, () => 'a').join('.');
    expect(valueAt({ a: 1 }, path)).toBeUndefined();
    expect(valueAt({ a: { b: 2 } }, 'a.b')).toBe(2);
  });
});
