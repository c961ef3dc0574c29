/** Shows what counts as passed and as failed. */
import { describe, expect, it } from 'vitest';
import { CHECKS, type Check } from './checks.ts';
import { count, summary, tally } from './tally.ts';

const check: Check = { name: 'lint', command: ['oxlint'], kind: 'check', onEngines: false };
const tests: Check = { name: 'unit', command: ['vitest'], kind: 'tests', onEngines: false };
const report = (passed: number, failed: number): string =>
  JSON.stringify({ numPassedTests: passed, numFailedTests: failed });

describe('tally', () => {
  it.each([
    ['a check that passed', check, 0, '', 1, 0],
    ['a check that failed', check, 1, '', 0, 1],
    ['a check that could not run', check, null, '', 0, 1],
    ['tests that passed', tests, 0, report(7, 0), 7, 0],
    ['tests of which some failed', tests, 1, report(5, 2), 5, 2],
    ['tests that passed in a run that broke', tests, 1, report(5, 0), 5, 1],
    ['no test at all', tests, 0, report(0, 0), 0, 1],
    ['a run without a report', tests, 1, '', 0, 1],
    ['a run with half a report', tests, 1, '{"num', 0, 1],
  ])('%s', (_what, which, code, text, passed, failed) => {
    expect(tally(which, code, text, 1)).toMatchObject({ passed, failed });
  });
});

describe('summary', () => {
  const outcomes = [tally(check, 0, '', 1), tally(tests, 1, report(5, 2), 2)];
  it('ends with the line that CI reads', () => {
    expect(summary(outcomes).trimEnd().split('\n').at(-1)).toBe('6 passed, 2 failed');
  });
  it('shows which failed', () => {
    expect(summary(outcomes)).toMatch(/unit +FAILED/);
  });
  it('adds up', () => {
    expect([count(outcomes, 'passed'), count(outcomes, 'failed')]).toEqual([6, 2]);
  });
});

describe('CHECKS', () => {
  it('run from the cheapest to the whole', () => {
    expect(CHECKS.map(({ name }) => name)).toEqual(['format', 'lint', 'types', 'unit', 'integration', 'e2e']);
  });
});
