/** Shows what the errors of @platformatic/kafka become. */
import { UpshotError } from '@upshot/errors';
import {
  MultipleErrors,
  NetworkError,
  ProtocolError,
  ResponseError,
  TimeoutError,
} from '@platformatic/kafka';
import { describe, expect, it } from 'vitest';
import { answerOf, asksToRejoin, isUnreachable, toBusError } from './failure.ts';

const FETCH = 1;
const refused = new NetworkError('connection to ann@example.com refused');

describe('isUnreachable', () => {
  it('tells a broker that is away from one that is there and does not answer', () => {
    const several = new MultipleErrors('x', [new ProtocolError('UNKNOWN_MEMBER_ID'), refused]);
    const others = [
      new TimeoutError('x'),
      new ProtocolError('UNKNOWN_MEMBER_ID'),
      new TypeError('x'),
      undefined,
    ];
    expect([refused, several].map(isUnreachable)).toEqual([true, true]);
    expect(others.map(isUnreachable)).toEqual([false, false, false, false]);
  });
});

describe('asksToRejoin', () => {
  it('knows what the group says when it goes on', () => {
    const asks = ['REBALANCE_IN_PROGRESS', 'UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION'].map(
      (id) => new MultipleErrors('x', [new ProtocolError(id)]),
    );
    expect(asks.map(asksToRejoin)).toEqual([true, true, true]);
    expect([refused, new ProtocolError('NOT_COORDINATOR'), 'text'].map(asksToRejoin)).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('answerOf', () => {
  const answer = (errorCode: number) => ({ throttleTimeMs: 0, errorCode, sessionId: 0, responses: [] });
  it('finds the answer in the error that one partition makes of it', () => {
    const thrown = new ResponseError(FETCH, 17, { '/responses/0/partitions/0': [1, null] }, answer(0));
    expect(answerOf(thrown)).toEqual(answer(0));
  });
  it('finds none where the whole request failed', () => {
    const thrown = new ResponseError(FETCH, 17, { '': [71, null] }, answer(71));
    expect([thrown, refused, new TypeError('x')].map(answerOf)).toEqual([undefined, undefined, undefined]);
  });
});

describe('toBusError', () => {
  it('says that trying later may help, and shows no message of the client', () => {
    expect(toBusError(refused, 'commit')).toMatchObject({
      code: 'bus_unavailable',
      retry: 'later',
      message: 'commit: PLT_KFK_NETWORK',
    });
    const unknown = new MultipleErrors('x', [new ProtocolError('UNKNOWN_MEMBER_ID')]);
    expect(toBusError(unknown, 'commit').message).toBe('commit: UNKNOWN_MEMBER_ID');
  });
  it('leaves coded errors alone', () => {
    const coded = new UpshotError('conflict', 'x');
    expect(toBusError(coded, 'commit')).toBe(coded);
  });
});
