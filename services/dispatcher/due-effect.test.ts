/** What a record of an effects topic may hold. */
import { describe, expect, it } from 'vitest';
import { dueEffectOf } from './due-effect.ts';
import { testEffect } from './testing/test-effect.ts';

describe('dueEffectOf', () => {
  it('reads the JSON inside', () => {
    const effect = testEffect({ config: '{"a":1}', record: '{"b":null}', previous: '{"b":2}' });
    expect(dueEffectOf(effect)).toMatchObject({ config: { a: 1 }, record: { b: null }, previous: { b: 2 } });
  });
  it('leaves previous fields out that are not known', () => {
    expect(dueEffectOf(testEffect({ previous: null })).previous).toBeNull();
  });
  it('has nothing to read of a run whose runner told nothing of it', () => {
    expect(dueEffectOf(testEffect({ readable: null })).readable).toEqual({});
    expect(dueEffectOf(testEffect({ readable: '{"variables":{"a":1}}' })).readable).toEqual({
      variables: { a: 1 },
    });
  });
  it.each([
    ['readable', '[]'],
    ['config', '[]'],
    ['config', '{'],
    ['record', 'null'],
    ['record', ''],
    ['previous', '"x"'],
  ])('refuses %s %j by name', (place, text) => {
    expect(() => dueEffectOf(testEffect({ [place]: text }))).toThrow(
      expect.objectContaining({ code: 'record_invalid', place }),
    );
  });
});
