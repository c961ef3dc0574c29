/** The 25 fields of every record: what they hold, how often they are empty, how often they move. */
import type { FieldType, FieldValue, ModuleSchema } from '@upshot/values';
import { skewed, type Random, sample } from './random.ts';
import {
  AREAS,
  COMPANY_WORDS,
  FIRST_NAMES,
  LAST_NAMES,
  MAIL_HOSTS,
  numbered,
  PHRASES,
  TAGS,
  TITLES,
} from './words.ts';

/** How definitions use a field: they name one of its values, a bound, a beginning, a part, or only whether it is empty. */
export type Use =
  'enumeration' | 'owner' | 'key' | 'boolean' | 'number' | 'date' | 'beginning' | 'part' | 'tags';

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly use: Use;
  readonly make: (random: Random) => FieldValue;
  /** The share of records that leave it empty. */
  readonly empty: number;
  /** How often it is among the fields that an update moves, against the others. */
  readonly moves: number;
}

const DAY_MS = 86_400_000;
const NEWEST_MS = Date.UTC(2026, 10, 1);

const among = (values: readonly string[], steepness: number): Field['make'] => skewed(values, steepness);
const logUniform = (random: Random, low: number, high: number): number => low * (high / low) ** random.next();
const daysBack = (random: Random, days: number): Date =>
  new Date(NEWEST_MS - Math.floor(random.next() ** 1.5 * days * DAY_MS));

const email = (random: Random): string =>
  `${random.pick(FIRST_NAMES)}.${random.pick(LAST_NAMES)}${random.int(100)}@${random.pick(MAIL_HOSTS)}`.toLowerCase();
const phone = (random: Random): string =>
  `+${random.pick(['1', '44', '49', '91', '33', '81'])} ${100 + random.int(900)} ${1_000_000 + random.int(9_000_000)}`;
const company = (random: Random): string =>
  `${random.pick(COMPANY_WORDS)} ${random.pick(COMPANY_WORDS)} ${random.pick(['Ltd', 'GmbH', 'Inc', 'SA'])}`;

type Row = readonly [string, FieldType, Use, number, number, Field['make']];

/** Decimals are texts and instants ISO 8601, as the decoder hands them on. */
const ROWS: readonly Row[] = [
  ['stage', 'text', 'enumeration', 0, 20, among(numbered('stage', 8), 0.6)],
  ['status', 'text', 'enumeration', 0, 16, among(numbered('status', 5), 0.8)],
  ['source', 'text', 'enumeration', 0.1, 2, among(numbered('source', 12), 0.7)],
  ['industry', 'text', 'enumeration', 0.15, 1, among(numbered('industry', 30), 0.6)],
  ['country', 'text', 'enumeration', 0.02, 1, among(numbered('country', 60), 1)],
  ['rating', 'text', 'enumeration', 0.2, 6, among(['hot', 'warm', 'cold'], 0.5)],
  ['currency', 'text', 'enumeration', 0, 0.5, among(numbered('currency', 6), 1.2)],
  ['owner_id', 'reference', 'owner', 0.03, 8, among(numbered('user', 200), 0.4)],
  ['account_id', 'reference', 'key', 0.1, 1, (random) => `account_${random.int(5_000)}`],
  ['score', 'integer', 'number', 0, 18, (random) => Math.floor(random.next() * 101)],
  ['employees', 'integer', 'number', 0.2, 1, (random) => Math.floor(logUniform(random, 1, 50_000))],
  ['probability', 'integer', 'number', 0, 10, (random) => random.int(21) * 5],
  ['amount', 'decimal', 'number', 0.1, 14, (random) => logUniform(random, 100, 1_000_000).toFixed(2)],
  ['discount', 'decimal', 'number', 0.5, 3, (random) => (random.next() * 40).toFixed(1)],
  ['do_not_call', 'boolean', 'boolean', 0, 1, (random) => random.chance(0.15)],
  ['created_at', 'datetime', 'date', 0, 0, (random) => daysBack(random, 900).toISOString()],
  ['last_activity_at', 'datetime', 'date', 0.15, 16, (random) => daysBack(random, 120).toISOString()],
  ['close_date', 'date', 'date', 0.3, 8, (random) => daysBack(random, 365).toISOString().slice(0, 10)],
  ['name', 'text', 'beginning', 0, 1, (random) => `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`],
  ['email', 'text', 'beginning', 0.05, 2, email],
  ['phone', 'text', 'beginning', 0.2, 3, phone],
  ['company', 'text', 'part', 0.1, 1, company],
  ['title', 'text', 'part', 0.2, 1, (random) => `${random.pick(TITLES)} of ${random.pick(AREAS)}`],
  ['notes', 'text', 'part', 0.4, 8, (random) => sample(random, PHRASES, 2).join('; ')],
  ['tags', 'list', 'tags', 0.3, 6, (random) => sample(random, TAGS, 1 + random.int(3))],
];

export const FIELDS: readonly Field[] = ROWS.map(([name, type, use, empty, moves, make]) => ({
  name,
  type,
  use,
  empty,
  moves,
  make,
}));

/** The schema of a module: all have the same fields. */
export const schemaOf = (module: string): ModuleSchema => ({
  module,
  fields: Object.fromEntries(FIELDS.map(({ name, type }) => [name, { type }])),
});

/** A value of `field`, or null as often as it is empty. */
export const valueOf = (field: Field, random: Random): FieldValue =>
  random.chance(field.empty) ? null : field.make(random);

/** The values of one record, in the order of the columns. */
export const recordOf = (random: Random): Record<string, FieldValue> =>
  Object.fromEntries(FIELDS.map((field) => [field.name, valueOf(field, random)]));
