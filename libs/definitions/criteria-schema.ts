/** The zod schema of criteria. */
import { OPERATOR_NAMES, type Criteria } from '@upshot/rules';
import type { FieldValue } from '@upshot/values';
import { z } from 'zod';

const fieldValue: z.ZodType<FieldValue> = z.json();

/** Criteria as JSON. */
export const criteriaSchema: z.ZodType<Criteria> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('condition'),
      field: z.string().min(1),
      operator: z.enum(OPERATOR_NAMES),
      operand: fieldValue,
      caseSensitive: z.boolean(),
      related: z.string().min(1).optional(),
    }),
    z.strictObject({ kind: z.literal('all'), of: z.array(criteriaSchema).readonly() }),
    z.strictObject({ kind: z.literal('any'), of: z.array(criteriaSchema).readonly() }),
    z.strictObject({ kind: z.literal('not'), of: criteriaSchema }),
  ]),
);
