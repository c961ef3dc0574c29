/** Shows what is kept of a record after each kind of change, and that order and repetition do not matter. */
import type { Remembered } from '@upshot/mirror-reader';
import type { Image } from '@upshot/values';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { remember, type RecordChanged } from './remember.ts';

const whole = (values: Image['values']): Image => ({ values, unknown: [] });

function change(
  sequence: bigint,
  after: Image,
  operation: RecordChanged['operation'] = 'update',
): RecordChanged {
  return {
    tenantId: 't1',
    module: 'leads',
    recordId: '7',
    operation,
    after,
    sequence,
    positionId: `crm:${sequence}`,
    committedAtMs: Number(sequence),
  };
}
const fold = (changes: readonly RecordChanged[]) => changes.reduce<Remembered | null>(remember, null);

describe('what is kept', () => {
  it('is the last image with the position that it comes from', () => {
    expect(fold([change(1n, whole({ a: 1 }), 'create'), change(2n, whole({ a: 2, b: null }))])).toEqual({
      tenantId: 't1',
      module: 'leads',
      recordId: '7',
      values: { a: 2, b: null },
      unknown: [],
      deleted: false,
      sequence: 2n,
      positionId: 'crm:2',
      committedAtMs: 2,
    });
  });
  it('loses a field that the source no longer has', () => {
    expect(fold([change(1n, whole({ a: 1, b: 2 })), change(2n, whole({ a: 3 }))])?.values).toEqual({ a: 3 });
  });
  it('counts a snapshot read as any other image', () => {
    expect(fold([change(1n, whole({ a: 1 }), 'read')])).toMatchObject({ values: { a: 1 }, deleted: false });
  });
  it('is nothing of a deleted record but that it is gone', () => {
    const gone = fold([
      change(1n, whole({ a: 1 })),
      change(2n, { values: { a: 1 }, unknown: 'rest' }, 'delete'),
    ]);
    expect(gone).toMatchObject({ values: {}, unknown: [], deleted: true, sequence: 2n });
  });
  it('begins anew when a deleted record comes again, without its earlier values', () => {
    const gone = [change(1n, whole({ a: 1, b: 2 })), change(2n, whole({}), 'delete')];
    const again = fold([...gone, change(3n, { values: { a: 5 }, unknown: ['b'] }, 'create')]);
    expect(again).toMatchObject({ values: { a: 5 }, unknown: ['b'], deleted: false });
  });
  it.each([
    ['an older change', 1n],
    ['the same change', 2n],
  ])('is left as it is by %s', (_, sequence) => {
    const known = fold([change(2n, whole({ a: 2 }))]);
    expect(remember(known, change(sequence, whole({ a: 9 })))).toBe(known);
    expect(remember(known, change(sequence, whole({}), 'delete'))).toBe(known);
  });
  it('orders positions beyond 64 bits', () => {
    const late = change(2n ** 100n, whole({ a: 1 }));
    expect(fold([late, change(2n ** 99n, whole({ a: 2 }))])?.values).toEqual({ a: 1 });
  });
});

describe('a field that the source did not send', () => {
  const before = change(1n, whole({ text: 'long', a: 1 }));
  it.each<[string, RecordChanged[], Image]>([
    [
      'keeps its earlier value',
      [before, change(2n, { values: { a: 2 }, unknown: ['text'] })],
      whole({ text: 'long', a: 2 }),
    ],
    [
      'keeps it over several changes',
      [
        before,
        change(2n, { values: { a: 2 }, unknown: ['text'] }),
        change(3n, { values: { a: 3 }, unknown: ['text'] }),
      ],
      whole({ text: 'long', a: 3 }),
    ],
    [
      'stays unknown where it was never known',
      [change(2n, { values: { a: 2 }, unknown: ['text'] })],
      { values: { a: 2 }, unknown: ['text'] },
    ],
    [
      'is known once it is sent',
      [change(2n, { values: {}, unknown: ['text'] }), before, change(3n, whole({ text: null }))],
      whole({ text: null }),
    ],
    [
      'keeps its value among all that was not sent',
      [before, change(2n, { values: { a: 2 }, unknown: 'rest' })],
      whole({ text: 'long', a: 2 }),
    ],
    [
      'is one of the rest where nothing was known',
      [change(2n, { values: { a: 2 }, unknown: 'rest' })],
      { values: { a: 2 }, unknown: 'rest' },
    ],
    [
      'is named where the rest shrinks to it',
      [
        change(1n, { values: { a: 1 }, unknown: 'rest' }),
        change(2n, { values: { a: 2 }, unknown: ['text'] }),
      ],
      { values: { a: 2 }, unknown: ['text'] },
    ],
    [
      'stays the only unknown one when all else comes',
      [
        change(1n, { values: { a: 1 }, unknown: ['text'] }),
        change(2n, { values: { a: 2 }, unknown: 'rest' }),
      ],
      { values: { a: 2 }, unknown: ['text'] },
    ],
  ])('%s', (_, changes, { values, unknown }) => {
    expect(fold(changes)).toMatchObject({ values, unknown });
    expect(Object.keys(fold(changes)?.values ?? {}).toSorted()).toEqual(Object.keys(values).toSorted());
  });
});

describe('changes of one record', () => {
  const operations = fc.constantFrom('create', 'update', 'delete', 'read');
  const images: fc.Arbitrary<Image> = fc.record({
    values: fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'constructor'), fc.integer(), {
      noNullPrototype: true,
    }),
    unknown: fc.constant([]),
  });
  const changes = fc
    .array(fc.tuple(images, operations), { minLength: 1, maxLength: 8 })
    .map((drawn) => drawn.map(([after, operation], index) => change(BigInt(index + 1), after, operation)));

  it('may come again from anywhere', () => {
    fc.assert(
      fc.property(changes, fc.nat(), (drawn, from) => {
        expect(fold([...drawn, ...drawn.slice(from % drawn.length)])).toEqual(fold(drawn));
      }),
    );
  });
  it('leave the last image in whatever order they come, where each is whole', () => {
    fc.assert(
      fc.property(
        changes.chain((drawn) =>
          fc.tuple(fc.constant(drawn), fc.shuffledSubarray(drawn, { minLength: drawn.length })),
        ),
        ([drawn, shuffled]) => {
          expect(fold(shuffled)).toEqual(fold(drawn));
        },
      ),
    );
  });
});
