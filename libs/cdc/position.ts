/** Where in its source a change was made: an id that every redelivery repeats, and a number that puts changes in order. */
import { asBigInt, asText, type Untyped } from './untyped.ts';
import type { SourcePosition } from './types.ts';

/** Where the record itself stands, for sources that say nothing of their own. */
export interface RecordPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly timestampMs: number;
}

interface Place {
  readonly id: string;
  readonly sequence: bigint;
}

/** `keyText` tells apart the rows that one position may hold (a COPY, a changed primary key). */
export function positionOf(
  source: Untyped,
  place: RecordPlace,
  keyText: string,
  snapshot: boolean,
): SourcePosition {
  const found = placeIn(source) ?? {
    id: `${place.topic}/${place.partition}/${place.offset}`,
    sequence: place.offset,
  };
  const name = asText(source['name']) ?? asText(source['connector']) ?? place.topic;
  const table = tableOf(source) ?? place.topic;
  return {
    id: `${name}:${asText(source['db']) ?? ''}:${found.id}:${table}:${keyText}`,
    // A snapshot that reads a row where its next change begins has read the row before that change.
    sequence: found.sequence * 2n + (snapshot ? 0n : 1n),
    table,
    committedAtMs: committedAt(source) ?? place.timestampMs,
  };
}

function placeIn(source: Untyped): Place | null {
  switch (source['connector']) {
    case 'postgresql':
      return postgres(source);
    case 'mysql':
    case 'mariadb':
      return mysql(source);
    case 'mongodb':
      return mongodb(source);
    default:
      return null;
  }
}

function postgres(source: Untyped): Place | null {
  const lsn = asBigInt(source['lsn']);
  return lsn === null ? null : { id: lsn.toString(), sequence: lsn };
}

/** A transaction may change a row twice: the position inside the log and the row inside the event tell these apart. */
function mysql(source: Untyped): Place | null {
  const file = asText(source['file']);
  const pos = asBigInt(source['pos']);
  if (file === null || pos === null) return null;
  const row = asBigInt(source['row']) ?? 0n;
  const number = asBigInt(/\d+$/.exec(file)?.[0]) ?? 0n;
  const id = `${asText(source['gtid']) ?? file}/${pos}/${row}`;
  return { id, sequence: (number << 96n) + (pos << 32n) + row };
}

function mongodb(source: Untyped): Place | null {
  const seconds = asBigInt(source['ts_ms']);
  const ord = asBigInt(source['ord']);
  if (seconds === null || ord === null) return null;
  return { id: `${seconds}/${ord}/${asText(source['sequence']) ?? ''}`, sequence: (seconds << 32n) + ord };
}

function tableOf(source: Untyped): string | null {
  const table = asText(source['table']) ?? asText(source['collection']);
  const schema = asText(source['schema']) ?? asText(source['db']);
  return table === null || table === '' ? null : `${schema ?? ''}.${table}`;
}

/** When the source says that it committed the change; null where it does not. */
export function committedAt(source: Untyped): number | null {
  const ms = asBigInt(source['ts_ms']);
  if (ms !== null) return Number(ms);
  const us = asBigInt(source['ts_us']);
  return us === null ? null : Number(us / 1000n);
}
