/** Records that carry their numbers, and what a test expects of those that arrive. */
import { expect } from 'vitest';
import type { BusRecord, OutgoingRecord } from '../bus.ts';

/** `count` records with keys in turn; the value is the number, from 0. */
export function numbered(topic: string, count: number, keys = 10): OutgoingRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    topic,
    key: `key-${index % keys}`,
    value: Buffer.from(String(index)),
  }));
}

/** The number that `numbered` wrote. */
export function numberOf(record: BusRecord): number {
  return Number(record.value?.toString());
}

/** Each key's numbers ascend. */
export function expectOrderPerKey(records: readonly BusRecord[]): void {
  const last = new Map<string, number>();
  for (const record of records) {
    const key = record.key?.toString() ?? '';
    expect(numberOf(record)).toBeGreaterThan(last.get(key) ?? -1);
    last.set(key, numberOf(record));
  }
}

/** All numbers from 0 to `count`, in whatever order, each at least once. */
export function expectAll(records: readonly BusRecord[], count: number): void {
  expect([...new Set(records.map(numberOf))].sort((a, b) => a - b)).toEqual(
    Array.from({ length: count }, (_, index) => index),
  );
}
