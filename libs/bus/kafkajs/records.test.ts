/** Shows what of a kafkajs message a record keeps. */
import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { toChunk, toMessage } from './records.ts';

const message = (offset: string, headers: KafkaMessage['headers'] = {}): KafkaMessage => ({
  key: Buffer.from('k'),
  value: null,
  timestamp: '1700000000000',
  attributes: 0,
  offset,
  headers,
});

const batch = (messages: KafkaMessage[], lastOffset: string): EachBatchPayload['batch'] => ({
  topic: 't',
  partition: 3,
  highWatermark: '9007199254740995',
  messages,
  isEmpty: () => messages.length === 0,
  firstOffset: () => messages[0]?.offset ?? null,
  lastOffset: () => lastOffset,
  offsetLag: () => '0',
  offsetLagLow: () => '0',
});

describe('toChunk', () => {
  it('keeps offsets exact beyond what a number holds', () => {
    const { records, highWatermark } = toChunk(batch([message('9007199254740993')], '9007199254740993'));
    expect(records[0]?.record.offset).toBe(9007199254740993n);
    expect(highWatermark).toBe(9007199254740995n);
  });
  it('counts what was filtered out behind the last record', () => {
    const { records } = toChunk(batch([message('5'), message('8')], '12'));
    expect(records.map(({ next }) => next)).toEqual([6n, 13n]);
  });
  it('gives each record its place', () => {
    const [only] = toChunk(batch([message('5')], '5')).records;
    expect(only?.record).toMatchObject({
      topic: 't',
      partition: 3,
      timestampMs: 1_700_000_000_000,
      value: null,
    });
  });
  it('takes the last of headers that repeat, text or bytes', () => {
    const headers = { a: [Buffer.from('1'), '2'], b: 'text', c: Buffer.from('c'), d: [] };
    const [only] = toChunk(batch([message('5', headers)], '5')).records;
    expect({ ...only?.record.headers }).toEqual({
      a: Buffer.from('2'),
      b: Buffer.from('text'),
      c: Buffer.from('c'),
    });
  });
  it('gives headers no prototype, so that a name cannot reach one', () => {
    const [only] = toChunk(batch([message('5')], '5')).records;
    expect(Object.getPrototypeOf(only?.record.headers)).toBeNull();
    expect(only?.record.headers['constructor']).toBeUndefined();
  });
});

describe('toMessage', () => {
  it('leaves out what is not given', () => {
    expect(toMessage({ topic: 't', key: null, value: null })).toEqual({ key: null, value: null });
  });
  it('copies headers and the partition', () => {
    const headers = { a: 'b' };
    const made = toMessage({ topic: 't', key: 'k', value: null, headers, partition: 0 });
    expect(made).toEqual({ key: 'k', value: null, headers, partition: 0 });
    expect(made.headers).not.toBe(headers);
  });
});
