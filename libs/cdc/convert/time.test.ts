/** Shows that each of Debezium's times becomes the same moment, with every digit that was sent. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dateOfDays,
  instantOf,
  instantOfUnknownUnit,
  timeOfDay,
  utcInstant,
  withoutZone,
  type Digits,
} from './time.ts';

describe('dateOfDays', () => {
  it.each([
    [0n, '1970-01-01'],
    [19_782n, '2024-02-29'],
    [-1n, '1969-12-31'],
    [2_932_896n, '9999-12-31'],
    [-719_528n, '0000-01-01'],
    [2_932_897n, '+010000-01-01'],
    [-2_147_472_692n, '-2147472692'],
  ])('%s', (days, expected) => {
    expect(dateOfDays(days)).toBe(expected);
  });
});

describe('every day', () => {
  it('is the date that JavaScript gives it, the second time too', () => {
    fc.assert(
      fc.property(fc.integer({ min: -800_000, max: 3_000_000 }), (days) => {
        const iso = new Date(days * 86_400_000).toISOString();
        const date = iso.slice(0, iso.indexOf('T'));
        expect([dateOfDays(days), dateOfDays(BigInt(days)), dateOfDays(days)]).toEqual([date, date, date]);
      }),
    );
  });
});

describe('every instant', () => {
  it('is the one that JavaScript gives it, as a number and as a BigInt', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -9_000_000_000_000, max: 9_000_000_000_000 }),
        fc.nat(999),
        (ms, rest) => {
          const iso = new Date(ms).toISOString();
          const micro = `${iso.slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
          expect([instantOf(ms, 3), instantOf(BigInt(ms), 3)]).toEqual([iso, iso]);
          const epoch = ms * 1000 + rest;
          expect([instantOf(epoch, 6), instantOf(BigInt(epoch), 6)]).toEqual([micro, micro]);
        },
      ),
    );
  });
});

describe('instantOf', () => {
  it.each<[bigint, Digits, string]>([
    [0n, 3, '1970-01-01T00:00:00.000Z'],
    [1_709_212_455_123n, 3, '2024-02-29T13:14:15.123Z'],
    [1_709_212_455_123_456n, 6, '2024-02-29T13:14:15.123456Z'],
    [1_709_212_455_123_456_789n, 9, '2024-02-29T13:14:15.123456789Z'],
    [-1n, 6, '1969-12-31T23:59:59.999999Z'],
    [-1n, 9, '1969-12-31T23:59:59.999999999Z'],
    [253_402_300_799_999_999n, 6, '9999-12-31T23:59:59.999999Z'],
    [9_223_372_036_825_200_000n, 6, '9223372036825200000'],
    [-9_223_372_036_832_400_000n, 3, '-9223372036832400000'],
  ])('%s in 10^-%i s', (epoch, digits, expected) => {
    expect(instantOf(epoch, digits)).toBe(expected);
  });

  it('says the same moment in every unit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), (ms) => {
        const [three, six, nine] = [
          instantOf(ms, 3),
          instantOf(ms * 1000n, 6),
          instantOf(ms * 1_000_000n, 9),
        ];
        expect([six, nine]).toEqual([three.replace('Z', '000Z'), three.replace('Z', '000000Z')]);
      }),
    );
  });
});

describe('timeOfDay', () => {
  it.each<[bigint, Digits, string]>([
    [0n, 3, '00:00:00.000'],
    [47_655_123n, 3, '13:14:15.123'],
    [47_655_123_456n, 6, '13:14:15.123456'],
    [86_400_000_000n, 6, '24:00:00.000000'],
    [-3_020_399_000_000n, 6, '-838:59:59.000000'],
    [1n, 9, '00:00:00.000000001'],
  ])('%s', (units, digits, expected) => {
    expect(timeOfDay(units, digits)).toBe(expected);
  });
});

describe('utcInstant', () => {
  it.each([
    ['2024-02-29T11:14:15.123456Z', '2024-02-29T11:14:15.123456Z'],
    ['2024-02-29T13:14:15.123456+02:00', '2024-02-29T11:14:15.123456Z'],
    ['2024-02-29T13:14:15+0530', '2024-02-29T07:44:15Z'],
    ['2024-02-29T13:14-08:00', '2024-02-29T21:14:00Z'],
    ['2024-12-31T23:30:00.5-01:00', '2025-01-01T00:30:00.5Z'],
    ['-0043-03-15T00:00:00.000000Z', '-0043-03-15T00:00:00.000000Z'],
    ['infinity', 'infinity'],
    ['2024-99-99T13:14:15+02:00', '2024-99-99T13:14:15+02:00'],
    ['', ''],
  ])('%s', (text, expected) => {
    expect(utcInstant(text)).toBe(expected);
  });
});

describe('withoutZone', () => {
  it.each([
    ['2024-02-29Z', '2024-02-29'],
    ['13:14:15.1+02:00', '13:14:15.1'],
    ['2024-02-29', '2024-02-29'],
  ])('%s', (text, expected) => {
    expect(withoutZone(text)).toBe(expected);
  });
});

describe('instantOfUnknownUnit', () => {
  it.each([
    [1_709_212_455_123n, '2024-02-29T13:14:15.123Z'],
    [1_709_212_455_123_456n, '2024-02-29T13:14:15.123456Z'],
    [1_709_212_455_123_456_789n, '2024-02-29T13:14:15.123456789Z'],
    [0n, '1970-01-01T00:00:00.000Z'],
    [-1n, '1969-12-31T23:59:59.999Z'],
  ])('%s', (epoch, expected) => {
    expect(instantOfUnknownUnit(epoch)).toBe(expected);
  });
});
