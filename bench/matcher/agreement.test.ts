/** Shows that a difference between engines ends the benchmark, and names the definition. */
import { describe, expect, it } from 'vitest';
import { compare, type Found } from './agreement.ts';
import type { BenchDefinition } from './workload/index.ts';

const found = (engine: string, sets: string[][], held = ['a', 'b', 'c']): Found => ({
  engine,
  held: new Set(held),
  sets,
});
const definitions: readonly BenchDefinition[] = [
  {
    key: 'b',
    tenantId: 'tenant-00',
    module: 'leads',
    kind: 'created',
    criteria: { kind: 'condition', field: 'stage', operator: 'equals', operand: 'x', caseSensitive: true },
  },
];

describe('compare', () => {
  it('takes matches in any order, and returns how many events both were asked', () => {
    const one = found('one', [['a', 'b'], [], ['c']]);
    expect(compare(one, found('other', [['b', 'a'], []]), definitions)).toBe(2);
  });
  it.each([
    ['one', [['a', 'b']], [['a']]],
    ['other', [['a']], [['b', 'a']]],
  ])('throws where only %s matches, with the criteria', (engine, left, right) => {
    const act = (): number => compare(found('one', left), found('other', right), definitions);
    expect(act).toThrow(new RegExp(`^${engine} matches event 0 with b and .* does not: .*"stage"`, 'u'));
  });
  it('leaves out what one of the two does not hold', () => {
    const one = found('one', [['a', 'b']]);
    expect(compare(one, found('other', [['a']], ['a', 'c']), definitions)).toBe(1);
    expect(() => compare(one, found('other', [[]], ['a', 'c']), definitions)).toThrow(/with a/u);
  });
});
