/** From a change and a lookup to the record that is asked for. Pure. */
import type { RelatedReading } from '@upshot/rules';
import { fieldReader, isEmptyValue, textOf, type RecordChange, type RelatedModule } from '@upshot/values';
import type { RelatedAsk } from './related-reader.ts';

/** Whose change it was, and when it was committed. */
export interface AskedFor {
  readonly tenantId: string;
  readonly committedAtMs: number;
}

/**
 * The record of the same tenant that the lookup leads to: from the record after the change, or before it where it was deleted.
 * Or why there is none: `related_missing` without a value, `prior_unknown` where the value was not sent.
 */
export function askOf(
  { column, schema }: RelatedModule,
  change: RecordChange,
  { tenantId, committedAtMs }: AskedFor,
): RelatedAsk | Extract<RelatedReading, string> {
  const value = fieldReader(column)(change.operation === 'delete' ? change.before : change.after);
  if (typeof value === 'symbol') return 'prior_unknown';
  const recordId = isEmptyValue(value) ? undefined : textOf(value);
  return recordId === undefined
    ? 'related_missing'
    : { tenantId, module: schema.module, recordId, committedAtMs };
}
