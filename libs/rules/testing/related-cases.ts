/** Reads `related.yaml`: criteria over the record at the end of a lookup. */
import type { FieldType, FieldValue, ModuleSchema, RecordChange } from '@upshot/values';
import { z } from 'zod';
import { OPERATOR_NAMES, type Condition } from '../criteria.ts';
import type { RelatedReading } from '../evaluation-context.ts';
import { conditionOf, imageOf, options, readFile, schemaOf, type, value, verdict } from './cases.ts';
import type { PublishedCase, PublishedRefusal } from './published-case.ts';

const operator = z.enum(OPERATOR_NAMES);
const operation = z.enum(['create', 'update', 'delete', 'read']);
const row = z.tuple([type, operator, operation, value, value, verdict], options);
const problem = z.tuple([type, z.string(), z.string(), operator, value, z.string(), z.string()]);
const file = z.strictObject({ cases: z.array(row), problems: z.array(problem) });

/** Things with an owner, whose field has the type. */
const relatedSchema = (fieldType: FieldType): ModuleSchema => ({
  module: 'things',
  fields: { name: { type: 'text' }, owner_id: { type: 'reference' } },
  related: { owner: { column: 'owner_id', schema: schemaOf(fieldType) } },
});

const MARKS: Readonly<Record<string, RelatedReading>> = {
  '<missing>': 'related_missing',
  '<stale>': 'related_stale',
  '<unread>': 'related_unread',
};

function readingOf(cell: FieldValue): RelatedReading {
  const mark = typeof cell === 'string' ? MARKS[cell] : undefined;
  return mark ?? imageOf(cell, 'column') ?? 'related_missing';
}

/** The lookup's column holds the lookup's own name, so that a reader of records knows what to answer. */
const known = { values: { name: 'x', owner_id: 'owner' }, unknown: [] };
const changeOf = (kind: z.infer<typeof operation>): RecordChange => ({
  operation: kind,
  before: kind === 'create' || kind === 'read' ? null : known,
  after: kind === 'delete' ? null : known,
});

const ownerCondition = (
  name: Condition['operator'],
  operand: FieldValue,
  caseSensitive = true,
): Condition => ({
  ...conditionOf(name, operand, caseSensitive),
  related: 'owner',
});

/** The cases, each with what reading the related record finds. */
export const relatedCases = (): readonly PublishedCase[] =>
  file
    .parse(readFile('related'))
    .cases.map(([fieldType, name, kind, cell, operand, expected, more], place) => ({
      name: `related ${place}: ${fieldType} ${name} ${kind} ${JSON.stringify(cell)} ${JSON.stringify(operand)}`,
      schema: relatedSchema(fieldType),
      criteria: ownerCondition(name, operand, more?.caseSensitive),
      change: changeOf(kind),
      context: { nowMs: 0, related: () => readingOf(cell) },
      verdict: expected,
      unlike: more?.unlike === true ? 1 : 0,
    }));

/** What is refused of a related record. */
export const relatedRefusals = (): readonly PublishedRefusal[] =>
  file.parse(readFile('related')).problems.map(([fieldType, lookup, field, name, operand, code, path]) => ({
    name: `related: ${fieldType} ${lookup} ${field} ${name}`,
    schema: relatedSchema(fieldType),
    criteria: { ...ownerCondition(name, operand), related: lookup, field },
    code,
    path,
  }));
