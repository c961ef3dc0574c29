/** A published case, and a published refusal, in the form that every runner takes. */
import type { ModuleSchema, RecordChange } from '@upshot/values';
import type { Criteria, Verdict } from '../criteria.ts';
import type { EvaluationContext } from '../evaluation-context.ts';

/** Criteria on records of `schema`, and what they must say of a change. */
export interface PublishedCase {
  readonly name: string;
  readonly schema: ModuleSchema;
  readonly criteria: Criteria;
  readonly change: RecordChange;
  readonly context: Omit<EvaluationContext, 'tally'>;
  readonly verdict: Verdict;
  /** How many comparisons of unlike values are counted. */
  readonly unlike: number;
}

/** Criteria that are refused, by code and place. */
export interface PublishedRefusal {
  readonly name: string;
  readonly schema: ModuleSchema;
  readonly criteria: Criteria;
  readonly code: string;
  readonly path: string;
}
