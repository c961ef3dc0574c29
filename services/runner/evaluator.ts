/** Asks criteria of a run's change, by the schema that the source mapping gives the module and the related records read so far. */
import type { Surroundings } from '@upshot/flow';
import { readableSchema, type SourceMapping } from '@upshot/mapping';
import { askOf, type RelatedAsk } from '@upshot/mirror-reader';
import { compileCriteria, type RelatedReading } from '@upshot/rules';
import type { RecordChange, RelatedModule } from '@upshot/values';

/** What a branch's criteria are asked with. */
export interface Asking {
  readonly tenantId: string;
  /** What dates are relative to, and no older than which related records may be: the change's commit, or now after a wait. */
  readonly nowMs: number;
  /** What was read, by `askKey`. */
  readonly readings: ReadonlyMap<string, RelatedReading>;
  /** Gathers what is yet to be read: the verdict on it is `related_unread`. */
  readonly wanted: Map<string, RelatedAsk>;
}

export type EvaluateIn = (module: string, asking: Asking) => Surroundings['evaluate'];

/** Tells two questions apart. */
export const askKey = ({ tenantId, module, recordId, committedAtMs }: RelatedAsk): string =>
  JSON.stringify([tenantId, module, recordId, committedAtMs]);

/** An evaluator for each module; a module that the mapping no longer has knows no field. */
export function evaluator(mapping: SourceMapping): EvaluateIn {
  return (module, asking) => {
    const known = mapping.modules.get(module);
    const schema = known === undefined ? { module, fields: {} } : readableSchema(known);
    return (criteria, change) =>
      compileCriteria(criteria, schema).evaluate(change, {
        nowMs: asking.nowMs,
        related: (lookup) => readingOf(schema.related?.[lookup], change, asking),
      });
  };
}

function readingOf(related: RelatedModule | undefined, change: RecordChange, asking: Asking): RelatedReading {
  if (related === undefined) return 'related_missing';
  const { tenantId, nowMs, readings, wanted } = asking;
  const ask = askOf(related, change, { tenantId, committedAtMs: nowMs });
  if (typeof ask === 'string') return ask;
  const reading = readings.get(askKey(ask));
  if (reading === undefined) wanted.set(askKey(ask), ask);
  return reading ?? 'related_unread';
}
