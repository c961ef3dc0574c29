/** Reads the language-neutral cases of `schemas/cases/rules`, and turns each into a change and criteria. */
import { readFileSync } from 'node:fs';
import {
  FIELD_TYPES,
  type FieldType,
  type FieldValue,
  type Image,
  type ModuleSchema,
  type RecordChange,
} from '@upshot/values';
import { parse } from 'yaml';
import { z } from 'zod';
import { OPERATOR_NAMES, UNDECIDED, type Condition, type OperatorName } from '../criteria.ts';

export const SITUATIONS = [
  'create',
  'moved',
  'same',
  'delete',
  'read',
  'before_unknown',
  'after_unknown',
  'null_value',
  'absent',
  'empty',
] as const;
export type Situation = (typeof SITUATIONS)[number];

export const value: z.ZodType<FieldValue> = z.json();
export const verdict = z.enum(['match', 'no_match', ...UNDECIDED]);
export const options = z.strictObject({
  caseSensitive: z.boolean().default(true),
  unlike: z.boolean().default(false),
});
export const type = z.enum(FIELD_TYPES);
const row = z.tuple([type, z.enum(SITUATIONS), value, value, value, verdict], options);
const problem = z.tuple([type, value, z.string(), z.string()]);
const file = z.strictObject({
  operator: z.enum(OPERATOR_NAMES),
  refused: z.array(type),
  cases: z.array(row),
  problems: z.array(problem),
});
export type CaseFile = z.infer<typeof file>;
export type CaseRow = CaseFile['cases'][number];

/** What stands in a file of cases. */
export const readFile = (name: string): unknown =>
  parse(readFileSync(new URL(`../../../schemas/cases/rules/${name}.yaml`, import.meta.url), 'utf8'));

/** The cases of one operator. */
export const readCases = (operator: OperatorName): CaseFile => file.parse(readFile(operator));

/** Where a case's value stands: in a column, or (json only) under a key of one. */
export type Spot = 'column' | 'key';
export const spotsOf = (fieldType: FieldType): readonly Spot[] =>
  fieldType === 'json' ? ['column', 'key'] : ['column'];

const FIELD: Readonly<Record<Spot, string>> = { column: 'value', key: 'data.value' };

export const schemaOf = (fieldType: FieldType): ModuleSchema => ({
  module: 'things',
  fields: { value: { type: fieldType }, data: { type: 'json' } },
});

export const conditionOf = (
  operator: OperatorName,
  operand: FieldValue,
  caseSensitive: boolean,
  spot: Spot = 'column',
): Condition => ({ kind: 'condition', field: FIELD[spot], operator, operand, caseSensitive });

/** The change that a row tells of. */
export function changeOf([, situation, before, after]: CaseRow, spot: Spot): RecordChange {
  const operation =
    situation === 'create' || situation === 'delete' || situation === 'read' ? situation : 'update';
  return { operation, before: imageOf(before, spot), after: imageOf(after, spot) };
}

/** The image in which `value` stands as the cell says. */
export function imageOf(cell: FieldValue, spot: Spot): Image | null {
  if (cell === '<none>') return null;
  if (cell === '<unknown>') return { values: {}, unknown: ['value', 'data'] };
  const values = cell === '<absent>' ? {} : { value: cell };
  return { values: spot === 'key' ? { data: values } : values, unknown: [] };
}

const leaf = z.enum(['M', 'N', 'X', 'S', 'U', 'R']);
/** Criteria of `logic.yaml`. */
export type Logic = z.infer<typeof leaf> | { all: Logic[] } | { any: Logic[] } | { not: Logic };
const logic: z.ZodType<Logic> = z.lazy(() =>
  z.union([
    leaf,
    z.strictObject({ all: z.array(logic) }),
    z.strictObject({ any: z.array(logic) }),
    z.strictObject({ not: logic }),
  ]),
);
const logicFile = z.strictObject({ cases: z.array(z.tuple([logic, verdict])) });

/** The cases of groups. */
export const readLogicCases = (): z.infer<typeof logicFile>['cases'] =>
  logicFile.parse(readFile('logic')).cases;
