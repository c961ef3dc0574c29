/** Shows what kafkajs's errors become. */
import { UpshotError } from '@upshot/errors';
import kafkajs from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { isUnreachable, toBusError } from './failure.ts';

const protocol = (type: string): Error =>
  Object.assign(new kafkajs.KafkaJSProtocolError('secret detail'), { type });

describe('toBusError', () => {
  it.each(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD', 'INVALID_TIMESTAMP'])(
    'blames the record for %s',
    (type) => {
      expect(toBusError(protocol(type), 'send')).toMatchObject({ code: 'record_invalid', retry: 'never' });
    },
  );
  it('says of everything else that trying later may help', () => {
    for (const thrown of [protocol('NOT_LEADER_FOR_PARTITION'), new TypeError('x'), 'text', undefined]) {
      expect(toBusError(thrown, 'send')).toMatchObject({ code: 'bus_unavailable', retry: 'later' });
    }
  });
  it('looks for the cause under what kafkajs wrapped around it', () => {
    const cause = protocol('MESSAGE_TOO_LARGE');
    const wrapped = Object.assign(new kafkajs.KafkaJSNonRetriableError('outer'), { cause });
    expect(toBusError(wrapped, 'send').message).toBe('send: MESSAGE_TOO_LARGE');
  });
  it('shows no message of the client library', () => {
    expect(toBusError(new kafkajs.KafkaJSConnectionError('ann@example.com'), 'send').message).toBe(
      'send: KafkaJSConnectionError',
    );
  });
  it('leaves coded errors alone', () => {
    const coded = new UpshotError('conflict', 'x');
    expect(toBusError(coded, 'send')).toBe(coded);
  });
});

describe('isUnreachable', () => {
  it('tells a broker that is away from other troubles', () => {
    const away = Object.assign(new kafkajs.KafkaJSNonRetriableError('x'), {
      cause: new kafkajs.KafkaJSConnectionError('refused'),
    });
    expect([away, protocol('UNKNOWN_MEMBER_ID'), new TypeError('x')].map(isUnreachable)).toEqual([
      true,
      false,
      false,
    ]);
  });
});
