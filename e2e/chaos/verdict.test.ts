/** Shows that a storm's verdict sees every breach, and that faults come from their seed. */
import { describe, expect, it } from 'vitest';
import { drawFault, randomFrom } from './faults.ts';
import { isClean, type Verdict } from './verdict.ts';

const CLEAN: Verdict = {
  changes: 10,
  runsLost: 0,
  runsTwice: 0,
  runsNotCompleted: 0,
  webhooksMissing: 0,
  keysWithTwoBodies: 0,
  webhooksRepeated: 3,
  updatesMissing: 0,
  tasksMissing: 0,
  tasksTwice: 0,
};

describe('a verdict', () => {
  it('is clean where only webhooks were repeated, with the same body', () => {
    expect(isClean(CLEAN)).toBe(true);
  });
  const breaches = Object.keys(CLEAN).filter((name) => name !== 'changes' && name !== 'webhooksRepeated');
  it.each(breaches)('is not clean with one %s', (name) => {
    expect(isClean({ ...CLEAN, [name]: 1 })).toBe(false);
  });
  it('is not clean where nothing happened at all', () => {
    expect(isClean({ ...CLEAN, changes: 0 })).toBe(false);
  });
});

describe('faults', () => {
  const draw = (seed: number) => {
    const random = randomFrom(seed);
    return Array.from({ length: 200 }, () => drawFault(random));
  };
  it('are the same for the same seed, and others for another', () => {
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });
  it('reach every service and every engine', () => {
    expect(new Set(draw(1).map(({ process }) => process)).size).toBe(11);
  });
});
