/** The types that Connect and Debezium name, each with its way to a canonical value. */
import type { Meaning } from '../shape.ts';
import { asObject, asWhole } from '../untyped.ts';
import { bitText, decimalText, wholeNumber } from './number.ts';
import { parseSafeJson } from '../safe-json.ts';
import { plainValue } from './plain.ts';
import type { Placeholder } from './placeholder.ts';
import { dateOfDays, instantOf, timeOfDay, utcInstant, withoutZone, type Digits } from './time.ts';
import { mismatch, toBytes, UNAVAILABLE, type Convert } from './types.ts';

type Make = (meaning: Meaning, stand: Placeholder) => Convert;

const MEANINGS: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['org.apache.kafka.connect.data.Decimal', decimal],
  ['decimal', decimal],
  ['io.debezium.data.VariableScaleDecimal', variableScaleDecimal],
  ...each(['io.debezium.time.Date', 'org.apache.kafka.connect.data.Date', 'date'], () => whole(dateOfDays)),
  ...each(['io.debezium.time.Time', 'org.apache.kafka.connect.data.Time', 'time-millis'], time(3)),
  ...each(['io.debezium.time.MicroTime', 'time-micros'], time(6)),
  ...each(['io.debezium.time.NanoTime'], time(9)),
  ...each(['io.debezium.time.Timestamp', 'org.apache.kafka.connect.data.Timestamp'], instant(3)),
  ...each(['timestamp-millis', 'local-timestamp-millis'], instant(3)),
  ...each(['io.debezium.time.MicroTimestamp', 'timestamp-micros', 'local-timestamp-micros'], instant(6)),
  ...each(['io.debezium.time.NanoTimestamp', 'timestamp-nanos', 'local-timestamp-nanos'], instant(9)),
  ...each(['io.debezium.time.ZonedTimestamp', 'io.debezium.time.IsoTimestamp'], text(utcInstant)),
  ...each(['io.debezium.time.IsoDate', 'io.debezium.time.IsoTime'], text(withoutZone)),
  ...each(['io.debezium.time.MicroDuration', 'io.debezium.time.NanoDuration'], () => whole(wholeNumber)),
  ['io.debezium.data.Json', json],
  ['io.debezium.data.EnumSet', text((value) => (value === '' ? [] : value.split(',')))],
  ['io.debezium.data.Bits', bits],
]);

/** The maker for a named type; null where the plain type says it all (Uuid, Enum, Xml, ZonedTime, Interval, Year). */
export function meaningOf(meaning: Meaning): Make | null {
  return meaning.name === null ? null : (MEANINGS.get(meaning.name) ?? null);
}

function each(names: readonly string[], make: Make): readonly (readonly [string, Make])[] {
  return names.map((name) => [name, make]);
}

function whole(convert: (value: bigint | number) => ReturnType<Convert>): Convert {
  return (value) => {
    const number = asWhole(value);
    return number === null ? mismatch('an integer') : convert(number);
  };
}

function time(digits: Digits): Make {
  return () => whole((units) => timeOfDay(units, digits));
}

function instant(digits: Digits): Make {
  return () => whole((epoch) => instantOf(epoch, digits));
}

function text(convert: (value: string) => ReturnType<Convert>): Make {
  return (_, stand) => (value) => {
    if (typeof value !== 'string') return mismatch('a string');
    return stand.isText(value) ? UNAVAILABLE : convert(value);
  };
}

/** Text that is no JSON, or nests too deeply to be looked into, stays text. */
function json(meaning: Meaning, stand: Placeholder): Convert {
  return text((value) => {
    try {
      return plainValue(parseSafeJson(value));
    } catch {
      return value;
    }
  })(meaning, stand);
}

/** Bytes in Avro, base64 in JSON; a JSON number where the JSON converter's `decimal.format` is NUMERIC. */
function decimal({ parameters }: Meaning, stand: Placeholder): Convert {
  const scale = Number(parameters['scale'] ?? '0');
  return (value) => {
    if (typeof value === 'number' || typeof value === 'bigint') return String(value);
    if (typeof value === 'string' && /^-?\d+\.\d+$/.test(value)) return value;
    const bytes = toBytes(value);
    return stand.isBytes(bytes)
      ? UNAVAILABLE
      : (decimalText(bytes, scale) ?? mismatch('a decimal of any database'));
  };
}

function variableScaleDecimal(_: Meaning, stand: Placeholder): Convert {
  return (value) => {
    const parts = asObject(value);
    const bytes = toBytes(parts?.['value']);
    if (stand.isBytes(bytes)) return UNAVAILABLE;
    return decimalText(bytes, Number(parts?.['scale'])) ?? mismatch('a decimal of any database');
  };
}

function bits({ parameters }: Meaning, stand: Placeholder): Convert {
  const length = Number(parameters['length'] ?? '0');
  return (value) => {
    const bytes = toBytes(value);
    return stand.isBytes(bytes) ? UNAVAILABLE : bitText(bytes, Number.isInteger(length) ? length : 0);
  };
}
