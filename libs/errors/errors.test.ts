/** Shows that a code decides the retry advice, and that what was thrown is kept as the cause. */
import { describe, expect, it } from 'vitest';
import { CODES, err, ok, toUpshotError, UpshotError } from './index.ts';

describe('UpshotError', () => {
  it.each(Object.entries(CODES))('takes its retry advice from the catalogue: %s', (code, entry) => {
    const known = Object.keys(CODES).find((each): each is keyof typeof CODES => each === code);
    expect(known && new UpshotError(known, 'x').retry).toBe(entry.retry);
  });
  it('lets a case override the advice', () => {
    expect(new UpshotError('conflict', 'x', { retry: 'never' }).retry).toBe('never');
  });
});

describe('toUpshotError', () => {
  it('returns a coded error as it is', () => {
    const coded = new UpshotError('conflict', 'x');
    expect(toUpshotError(coded, 'internal')).toBe(coded);
  });
  it('keeps what was thrown as the cause, and its message out of sight', () => {
    const thrown = new TypeError('ann@example.com');
    const coded = toUpshotError(thrown);
    expect(coded).toMatchObject({ code: 'internal', message: 'TypeError', cause: thrown });
  });
});

describe('Result', () => {
  it('is one or the other', () => {
    expect([ok(1), err('no')]).toEqual([
      { ok: true, value: 1 },
      { ok: false, error: 'no' },
    ]);
  });
});
