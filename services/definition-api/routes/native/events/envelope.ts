/** The attributes of a CloudEvent (1.0) as the native API takes them. */
import { z } from 'zod';

/** The bounds of what one request may bring, told in the OpenAPI document too. */
export const EVENT_LIMITS = {
  /** Events in one request. */
  batch: 1_000,
  /** Characters of one event's data as JSON. */
  dataLength: 262_144,
  /** How deep a json field may nest. */
  dataDepth: 16,
  /** How far ahead of the server's clock an event may lie. */
  aheadMs: 3_600_000,
} as const;

const VISIBLE = /^[^\s\p{Cc}\p{Cs}]+$/u;
const visible = (max: number) =>
  z.string().max(max).regex(VISIBLE, 'must be text without blanks or control characters');

const JSON_TYPE = /^application\/(?:json|[a-z0-9.-]{1,64}\+json)(?: *; *charset *= *"?utf-8"?)?$/iu;

/** `<module>/<record>`: all that follows the first slash is the record's id. */
const SUBJECT = /^[a-z][a-z0-9_]{0,62}\/[^\p{Cc}\p{Cs}]{1,200}$/u;

const extension = z.union([z.string().max(2_048), z.boolean(), z.int()], {
  error: () => 'must be text, a boolean or a whole number, as extension attributes are',
});

/** One event. Other attributes are extensions: taken where their names are lower case letters and digits, and not kept. */
export const eventSchema = z
  .object({
    specversion: z.literal('1.0', 'must be 1.0').describe('CloudEvents 1.0'),
    id: visible(256).describe('Unique within the source: the same id again is the same event.'),
    source: visible(512).describe('Who tells it; a URI reference.'),
    type: z.string().min(1).max(63).describe('An activity of the module, as the source mapping names it.'),
    subject: z
      .string()
      .regex(SUBJECT, 'must be <module>/<record id>')
      .describe('The module and the id of the record that it happened to.'),
    time: z.iso.datetime({ offset: true, error: 'must be an RFC 3339 time with its zone' }).optional(),
    datacontenttype: z.string().regex(JSON_TYPE, 'must be JSON').optional(),
    dataschema: visible(512).optional(),
    data: z
      .record(z.string(), z.json(), 'must be an object')
      .nullish()
      .describe('Columns of the module and fields of the activity.'),
  })
  .catchall(extension);

export type CloudEvent = z.output<typeof eventSchema>;

const ATTRIBUTES = new Set(Object.keys(eventSchema.shape));
const EXTENSION_NAME = /^[a-z0-9]{1,20}$/u;

/** The names of attributes that neither the specification nor its rule for extensions knows. */
export const strangeAttributes = (event: object): readonly string[] =>
  Object.keys(event).filter((name) => !ATTRIBUTES.has(name) && !EXTENSION_NAME.test(name));
