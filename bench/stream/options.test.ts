/** Shows what the flags leave in, and that a wrong one is named. */
import { describe, expect, it } from 'vitest';
import { streamOptions } from './options.ts';

describe('streamOptions', () => {
  it('measures what the issue asks for, unless told otherwise', () => {
    expect(streamOptions({})).toEqual({
      seed: 1,
      records: 200_000,
      sizes: [1_000, 10_000],
      clients: ['kafkajs', 'platformatic'],
      rounds: 3,
      burst: 1_000_000,
    });
  });
  it('takes what the flags say', () => {
    const flags = { records: '10', sizes: '5', clients: 'platformatic', rounds: '1', burst: '0' };
    expect(streamOptions(flags)).toEqual({
      seed: 1,
      records: 10,
      sizes: [5],
      clients: ['platformatic'],
      rounds: 1,
      burst: 0,
    });
  });
  it.each([
    ['records', '0'],
    ['records', '1,2'],
    ['sizes', 'many'],
    ['rounds', '1.5'],
    ['burst', '-1'],
    ['clients', 'librdkafka'],
  ])('refuses --%s=%s by name', (name, value) => {
    expect(() => streamOptions({ [name]: value })).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining(`--${name}`) }),
    );
  });
});
