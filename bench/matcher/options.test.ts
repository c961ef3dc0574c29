/** Shows what the flags leave in, and that a wrong one is refused by name. */
import { describe, expect, it } from 'vitest';
import { matcherOptions } from './options.ts';

describe('matcherOptions', () => {
  it('measures everything unless it is told otherwise', () => {
    expect(matcherOptions({})).toMatchObject({
      sizes: [10, 100, 1_000, 10_000, 100_000],
      tenants: [1, 10],
      peers: ['scan', 'json-rules-engine', 'mingo', 'sift', 'event-ruler'],
      costsOf: 100_000,
    });
  });
  it('takes lists', () => {
    expect(matcherOptions({ sizes: '10,1000', tenants: '1', peers: 'sift,scan' })).toMatchObject({
      sizes: [10, 1_000],
      tenants: [1],
      peers: ['scan', 'sift'],
      costsOf: null,
    });
    expect(matcherOptions({ peers: '' }).peers).toEqual([]);
  });
  it.each([
    [{ sizes: '10,many' }, /--sizes/u],
    [{ sizes: '0' }, /--sizes/u],
    [{ tenants: '1.5' }, /--tenants/u],
    [{ peers: 'drools' }, /no peer drools; there are: scan/u],
  ])('refuses %j', (flags, message) => {
    expect(() => matcherOptions(flags)).toThrow(message);
  });
});
