/** A record's last image as it stands in MongoDB. */
import { UpshotError } from '@upshot/errors';
import type { CollectionSpec } from '@upshot/mongo';
import type { FieldValue } from '@upshot/values';
import { z } from 'zod';
import type { RecordName, Remembered } from './remembered.ts';

type Scalar = null | boolean | number | string;

export interface MirrorDocument {
  readonly _id: string;
  readonly tenantId: string;
  readonly module: string;
  readonly recordId: string;
  /** The scalar fields by column. */
  readonly values: Readonly<Record<string, Scalar>>;
  /** Lists and objects by column, as JSON: their keys and depth may be ones that MongoDB refuses. */
  readonly nested: Readonly<Record<string, string>>;
  readonly unknown: 'rest' | readonly string[];
  readonly deleted: boolean;
  /** Padded with zeros, so that text compares as the numbers do, which may exceed 64 bits. */
  readonly sequence: string;
  readonly positionId: string;
  readonly committedAtMs: number;
  /** When a deleted record is forgotten. */
  readonly expireAt?: Date;
}

export const MIRROR = 'mirror';

export const mirrorCollections: readonly CollectionSpec[] = [
  {
    collection: MIRROR,
    indexes: [{ key: { tenantId: 1, module: 1, _id: 1 } }, { key: { expireAt: 1 }, expireAfterSeconds: 0 }],
  },
];

const SEQUENCE_DIGITS = 40;

/** The id `tenant/module/record`; the first two are escaped, so that no record can take another tenant's place. */
export function mirrorId({ tenantId, module, recordId }: RecordName): string {
  return `${encodeURIComponent(tenantId)}/${encodeURIComponent(module)}/${recordId}`;
}

/** The document of what is remembered; a deleted record's is forgotten at `forgetAt`. */
export function toDocument(remembered: Remembered, forgetAt: Date): MirrorDocument {
  const { sequence, values, ...rest } = remembered;
  const entries = Object.entries(values);
  return {
    _id: mirrorId(rest),
    ...rest,
    values: Object.fromEntries(entries.filter((entry): entry is [string, Scalar] => isScalar(entry[1]))),
    nested: Object.fromEntries(
      entries.filter(([, value]) => !isScalar(value)).map(([field, value]) => [field, JSON.stringify(value)]),
    ),
    sequence: paddedSequence(sequence),
    ...(rest.deleted ? { expireAt: forgetAt } : {}),
  };
}

/** What the document remembers. */
export function fromDocument(document: MirrorDocument): Remembered {
  const { _id, nested, expireAt: _forgotten, ...rest } = document;
  const parsed = Object.entries(nested).map(([field, json]) => [field, valueSchema.parse(JSON.parse(json))]);
  return {
    ...rest,
    values: { ...rest.values, ...Object.fromEntries(parsed) },
    sequence: BigInt(rest.sequence),
  };
}

/** A sequence as text of one length. Throws `record_invalid` for one that has none. */
export function paddedSequence(sequence: bigint): string {
  const digits = sequence.toString();
  if (sequence < 0n || digits.length > SEQUENCE_DIGITS)
    throw new UpshotError('record_invalid', 'a source position beyond what can be ordered');
  return digits.padStart(SEQUENCE_DIGITS, '0');
}

/** What JSON.parse gives is JSON, and stays as it is: `z.json()` would copy it, and leave a key like `__proto__` out. */
const valueSchema = z.custom<FieldValue>((value) => value !== undefined);

const isScalar = (value: FieldValue): value is Scalar => value === null || typeof value !== 'object';
