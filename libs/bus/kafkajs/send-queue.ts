/** Cuts what waits to be sent into requests that a broker takes, topics grouped, order kept. */
import type { OutgoingRecord } from '../bus.ts';

/** A call of `send` that waits. */
export interface Waiting {
  readonly records: readonly OutgoingRecord[];
  resolve(): void;
  reject(thrown: unknown): void;
}

/** Below the broker's default of 1 MB for the records of one partition in one request. */
export const REQUEST_BYTES = 900_000;
export const REQUEST_RECORDS = 5_000;
/** What a record costs beside its key, value and headers, generously. */
const OVERHEAD_BYTES = 80;

/** Takes from the front of the queue as many calls as fit into one request, but at least one. */
export function takeTogether(queue: Waiting[]): readonly Waiting[] {
  let [bytes, records, count] = [0, 0, 0];
  for (const { records: more } of queue) {
    bytes += more.reduce((sum, record) => sum + sizeOf(record), 0);
    records += more.length;
    if (count > 0 && (bytes > REQUEST_BYTES || records > REQUEST_RECORDS)) break;
    count += 1;
  }
  return queue.splice(0, count);
}

/** Cuts records into requests, in order; a record that is too large for one goes alone. */
export function cutIntoRequests(records: readonly OutgoingRecord[]): readonly (readonly OutgoingRecord[])[] {
  const requests: OutgoingRecord[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const record of records) {
    const size = sizeOf(record);
    const current = requests.at(-1);
    if (current === undefined || bytes + size > REQUEST_BYTES || current.length >= REQUEST_RECORDS) {
      requests.push([record]);
      bytes = size;
    } else {
      current.push(record);
      bytes += size;
    }
  }
  return requests;
}

function sizeOf({ key, value, headers }: OutgoingRecord): number {
  let bytes = OVERHEAD_BYTES + (key?.length ?? 0) + (value?.length ?? 0);
  for (const [name, header] of Object.entries(headers ?? {})) bytes += name.length + header.length + 8;
  return bytes;
}
