/** Shows what is told of an error, and what is not. */
import { describe as suite, expect, it } from 'vitest';
import { describe } from './describe-error.ts';

suite('describe', () => {
  it('tells the innermost cause', () => {
    const inner = Object.assign(new TypeError('secret'), { type: 'NOT_COORDINATOR' });
    expect(describe(new TypeError('a', { cause: new RangeError('b', { cause: inner }) }))).toEqual({
      name: 'TypeError',
      type: 'NOT_COORDINATOR',
    });
  });
  it('tells the first of several causes', () => {
    const several = new AggregateError([Object.assign(new RangeError('x'), { apiId: 'UNKNOWN_MEMBER_ID' })]);
    expect(describe(several)).toEqual({ name: 'RangeError', type: 'UNKNOWN_MEMBER_ID' });
  });
  it('tells errors of one class apart by their code', () => {
    const [coded, plain] = [new RangeError('x'), new RangeError('x')];
    Object.assign(coded, { name: 'Error', code: 'PLT_KFK_NETWORK' });
    expect([coded, plain].map((each) => describe(each).name)).toEqual(['PLT_KFK_NETWORK', 'RangeError']);
  });
  it('takes no harm from an error that is its own cause, nor from what is no error', () => {
    const error: Error & { cause?: unknown } = new TypeError('x');
    error.cause = error;
    expect(describe(error)).toEqual({ name: 'TypeError', type: undefined });
    expect(describe('ann@example.com')).toEqual({ name: 'unknown', type: undefined });
    expect(describe(new AggregateError([]))).toEqual({ name: 'AggregateError', type: undefined });
  });
});
