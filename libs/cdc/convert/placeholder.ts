/** Knows Debezium's stand-in for a value that the source did not send, in each of the forms that it takes. */
import { createHash } from 'node:crypto';

export const DEFAULT_PLACEHOLDER = '__debezium_unavailable_value';

export interface Placeholder {
  /** As text; as base64 or hex where bytes are sent as text; as a UUID; as hstore in JSON. */
  isText(value: string): boolean;
  isBytes(value: Buffer): boolean;
  /** A list of itself alone, or a list of its bytes as numbers. */
  isList(value: readonly unknown[]): boolean;
}

/** `setting` is the connector's `unavailable.value.placeholder`; its form `hex:…` too. */
export function placeholder(setting: string = DEFAULT_PLACEHOLDER): Placeholder {
  const bytes = setting.startsWith('hex:') ? Buffer.from(setting.slice(4), 'hex') : Buffer.from(setting);
  const text = bytes.toString('utf8');
  const forms = new Set([
    text,
    setting,
    bytes.toString('base64'),
    bytes.toString('hex'),
    bytes.toString('base64url'),
  ]);
  forms.add(nameUuid(bytes)).add(JSON.stringify({ [text]: text }));
  const lengths = new Set([...forms].map((form) => form.length));
  const isText = (value: string): boolean => lengths.has(value.length) && forms.has(value);
  return {
    isText,
    isBytes: (value) => value.length === bytes.length && value.equals(bytes),
    isList: (value) => {
      const [first] = value;
      if (value.length === 1 && typeof first === 'string') return isText(first);
      if (value.length === 1 && Buffer.isBuffer(first)) return first.equals(bytes);
      return value.length === bytes.length && value.every((each, at) => isByte(each, bytes[at]));
    },
  };
}

const isByte = (value: unknown, byte: number | undefined): boolean =>
  (typeof value === 'number' || typeof value === 'bigint') && byte !== undefined && Number(value) === byte;

/** Java's name-based UUID (version 3) of these bytes: Debezium's stand-in inside a `uuid[]`. */
function nameUuid(bytes: Buffer): string {
  const hash = createHash('md5').update(bytes).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x30, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
