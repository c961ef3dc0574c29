/** Shows that the bounds of an id hold the keys of all its rows, and no other's. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keptKey, keptUnder } from './kept-key.ts';

const TOPIC = 'crm.public.notes';
const isUnder = (recordId: string, key: string, topic = TOPIC): boolean => {
  const { from, before } = keptUnder(topic, recordId);
  const [bytes, low, high] = [key, from, before].map((each) => Buffer.from(each));
  if (bytes === undefined || low === undefined || high === undefined) expect.unreachable();
  return Buffer.compare(bytes, low) >= 0 && Buffer.compare(bytes, high) < 0;
};

describe('the bounds of an id', () => {
  it('hold its rows whatever their keys are', () => {
    fc.assert(
      fc.property(fc.string(), fc.dictionary(fc.string(), fc.string(), { minKeys: 1 }), (id, key) =>
        isUnder(id, keptKey(TOPIC, id, key)),
      ),
    );
  });
  it('hold no row of another id', () => {
    const part = fc.constantFrom('a', '"', ',', '-', ']', '\\', '1', '');
    const id = fc.array(part, { maxLength: 4 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(id, id, id, (one, other, pk) => {
        expect(isUnder(one, keptKey(TOPIC, other, { pk }))).toBe(one === other);
      }),
    );
  });
  it('hold no row of another topic', () => {
    expect(isUnder('a', keptKey(TOPIC, 'a', { pk: 1 }), 'crm.public.note')).toBe(false);
  });
});
