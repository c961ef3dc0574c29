/** What each failure of PostgreSQL means. */
import { UpshotError } from '@upshot/errors';
import { DatabaseError } from 'pg';
import { describe, expect, it } from 'vitest';
import { isShapeError, toCrmError } from './errors.ts';

const withState = (code: string): DatabaseError =>
  Object.assign(new DatabaseError('ann@example.com', 1, 'error'), { code });

describe('toCrmError', () => {
  it.each([
    ['08006', 'crm_unavailable', 'later'],
    ['53300', 'crm_unavailable', 'later'],
    ['57P01', 'crm_unavailable', 'later'],
    ['25006', 'crm_unavailable', 'later'],
    ['40P01', 'conflict', 'now'],
    ['40001', 'conflict', 'now'],
    ['57014', 'conflict', 'now'],
    ['22P02', 'crm_refused', 'never'],
    ['23502', 'crm_refused', 'never'],
    ['42703', 'crm_refused', 'never'],
    ['P0001', 'crm_refused', 'never'],
  ])('%s is %s, to be tried %s', (state, code, retry) => {
    expect(toCrmError(withState(state))).toMatchObject({ code, retry });
  });
  it('never repeats what the database said, which may hold values', () => {
    expect(toCrmError(withState('22P02')).message).toBe(
      'the CRM database refused the write (SQLSTATE 22P02)',
    );
  });
  it('takes a broken connection for one that comes back', () => {
    const broken = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    expect(toCrmError(broken)).toMatchObject({ code: 'crm_unavailable', retry: 'later' });
  });
  it('takes a fault of ours for what it is, and a coded error as it is', () => {
    const coded = new UpshotError('crm_refused', 'x');
    expect(toCrmError(new TypeError('bug'))).toMatchObject({ code: 'internal' });
    expect(toCrmError(coded)).toBe(coded);
  });
});

describe('isShapeError', () => {
  it.each([
    ['42P01', true],
    ['42703', true],
    ['22P02', false],
  ])('%s: %s', (state, is) => {
    expect(isShapeError(withState(state))).toBe(is);
  });
});
