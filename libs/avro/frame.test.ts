/** The Confluent frame, and what is none. */
import { describe, expect, it } from 'vitest';
import { readFrame, writeFrame } from './index.ts';

describe('the frame', () => {
  it('is a zero byte, the id in four bytes, the payload', () => {
    expect(writeFrame(258, Buffer.from('ab'))).toEqual(Buffer.from([0, 0, 0, 1, 2, 0x61, 0x62]));
  });
  it.each([0, 1, 2 ** 31 - 1, 2 ** 32 - 1])('keeps the id %d', (schemaId) => {
    const payload = Buffer.from('payload');
    expect(readFrame(writeFrame(schemaId, payload))).toEqual({ schemaId, payload });
  });
  it('may have an empty payload', () => {
    expect(readFrame(Buffer.from([0, 0, 0, 0, 7]))).toEqual({ schemaId: 7, payload: Buffer.alloc(0) });
  });
  it('is refused when it is shorter than 5 bytes or starts otherwise', () => {
    for (const bytes of ['', '00', '00000000', '0100000001ff', '7b226122', 'ff00000001']) {
      const read = (): unknown => readFrame(Buffer.from(bytes, 'hex'));
      expect(read, bytes).toThrow(expect.objectContaining({ code: 'bad_magic_byte', retry: 'never' }));
    }
  });
});
