/** The changes of the storm: counters of a few thousand records, each update raising one, in the order of their commit. */
import type { OutgoingRecord } from '@upshot/bus';

/** Of the topics, the table and the tenant of one storm, which are its own. */
export interface Names {
  readonly tenantId: string;
  readonly topic: string;
  readonly module: string;
}

/** A change: the counter of `recordId` became `counter`, counted from 1. */
export interface Change {
  readonly recordId: string;
  readonly counter: number;
}

const FIRST_LSN = 1_000;
const FIRST_COMMIT_MS = Date.UTC(2026, 0, 1);

/** `count` changes over `records` records, round and round. */
export const changesOf = (count: number, records: number): readonly Change[] =>
  Array.from({ length: count }, (_none, place) => ({
    recordId: `record-${place % records}`,
    counter: Math.floor(place / records) + 1,
  }));

/** The change at `place` as Debezium writes it, in JSON without a schema. */
export function changeRecord({ tenantId, topic }: Names, change: Change, place: number): OutgoingRecord {
  const { recordId: id, counter } = change;
  const row = (value: number) => ({ id, tenant_id: tenantId, counter: value });
  const ts_ms = FIRST_COMMIT_MS + place;
  const at = { db: 'crm', schema: 'public', table: 'counters', ts_ms, lsn: FIRST_LSN + place };
  const source = { version: '3.3.1.Final', connector: 'postgresql', name: 'storm', ...at };
  const value = { before: row(counter - 1), after: row(counter), source, op: 'u', ts_ms };
  return { topic, key: JSON.stringify({ id }), value: Buffer.from(JSON.stringify(value)) };
}

/** The source mapping that says so, as a file's text. */
export const mappingText = ({ topic, module }: Names): string =>
  JSON.stringify({
    version: 1,
    topicPrefix: 'storm',
    tenant: { column: 'tenant_id' },
    modules: {
      [module]: {
        table: 'public.counters',
        topic,
        id: 'id',
        fields: {
          id: { type: 'text', writable: false },
          tenant_id: { type: 'text', writable: false },
          counter: 'integer',
        },
      },
    },
  });
