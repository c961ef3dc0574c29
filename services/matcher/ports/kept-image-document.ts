/** A record's kept images as they stand in MongoDB. */
import { UpshotError } from '@upshot/errors';
import type { CollectionSpec } from '@upshot/mongo';
import type { Image } from '@upshot/values';
import { z } from 'zod';
import type { Kept } from '../kept-images/kept.ts';

export interface KeptImageDocument {
  /** The topic, the record's id and its primary key. */
  readonly _id: string;
  readonly tenantId: string;
  /** Padded with zeros, so that text compares as the numbers do, which may exceed 64 bits. */
  readonly sequence: string;
  /** As JSON: keys and depth may be ones that MongoDB refuses. */
  readonly after: string | null;
  readonly before: string | null;
  readonly expireAt: Date;
}

/** A topic whose source has been seen to leave something out. */
export interface KeptTopicDocument {
  readonly _id: string;
}

export const KEPT_IMAGES = 'kept_images';
export const KEPT_TOPICS = 'kept_topics';

export const keptCollections: readonly CollectionSpec[] = [
  { collection: KEPT_IMAGES, indexes: [{ key: { expireAt: 1 }, expireAfterSeconds: 0 }] },
];

const SEQUENCE_DIGITS = 40;
/** Two images of so many characters fit into a document, whatever they are written in. */
const MOST_CHARACTERS = 2_000_000;

/** What is written of a record, less its id. Throws `record_invalid` for a position beyond what can be ordered. */
export function toDocument(
  { tenantId, sequence, after, before }: Kept,
  expireAt: Date,
): Omit<KeptImageDocument, '_id'> {
  const digits = sequence.toString();
  if (sequence < 0n || digits.length > SEQUENCE_DIGITS)
    throw new UpshotError('record_invalid', 'a source position beyond what can be ordered');
  return {
    tenantId,
    sequence: digits.padStart(SEQUENCE_DIGITS, '0'),
    after: textOf(after),
    before: textOf(before),
    expireAt,
  };
}

/** What the document keeps. */
export function fromDocument({ tenantId, sequence, after, before }: KeptImageDocument): Kept {
  return { tenantId, sequence: BigInt(sequence), after: imageIn(after), before: imageIn(before) };
}

/** An image of which nothing is known. */
export const NOTHING_KNOWN = JSON.stringify({ values: {}, unknown: 'rest' } satisfies Image);

/** An image that is too large to be kept is one of which nothing is known. */
function textOf(image: Image | null): string | null {
  if (image === null) return null;
  const text = JSON.stringify({ values: image.values, unknown: image.unknown });
  return text.length > MOST_CHARACTERS ? NOTHING_KNOWN : text;
}

const imageIn = (text: string | null): Image | null =>
  text === null ? null : imageSchema.parse(JSON.parse(text));

const imageSchema: z.ZodType<Image> = z.object({
  values: z.record(z.string(), z.json()),
  unknown: z.union([z.literal('rest'), z.array(z.string())]),
});
