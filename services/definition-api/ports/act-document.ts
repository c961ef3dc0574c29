/** An act as it stands in MongoDB: what a person did by hand, kept for ever, with what is still to be carried out of it. */
import type { CollectionSpec, TenantContext } from '@upshot/mongo';
import type { ControlRun, StartRequest } from '@upshot/schemas';
import type { NewJob } from './job-document.ts';

export const ACT_VERBS = [
  'pause',
  'resume',
  'cancel',
  'again',
  'start',
  'take_over',
  'restore',
  'archive',
  'delete',
  'stop_job',
  'sandbox',
] as const;
export type ActVerb = (typeof ACT_VERBS)[number];

/** What was acted on; `id` is null where it is all runs of a filter, and the tenant's own where it is all of a tenant. */
export interface ActSubject {
  readonly kind: 'run' | 'runs' | 'definition' | 'job' | 'tenant';
  readonly id: string | null;
}

/** One thing that follows from an act. Each may be done again, and changes nothing then. */
export type Todo =
  | { readonly do: 'command'; readonly runId: string; readonly control: ControlRun }
  | { readonly do: 'start'; readonly request: StartRequest }
  | { readonly do: 'job'; readonly job: NewJob }
  | { readonly do: 'delete' | 'archive'; readonly definitionId: string }
  | { readonly do: 'sandbox'; readonly sandbox: boolean; readonly by: string };

/** What was answered, for whoever asks again with the same key. */
export interface GivenAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** An act before it has been recorded. */
export interface NewAct extends TenantContext {
  readonly id: string;
  /** The person whose key it was, or the key of a program. */
  readonly by: string;
  /** The id of the key that it was done with. */
  readonly key: string;
  readonly verb: ActVerb;
  readonly subject: ActSubject;
  readonly reason: string;
  /** What was asked for. */
  readonly detail: Readonly<Record<string, unknown>>;
  /** Of the request, where it came with a key. */
  readonly bodyHash: string | null;
  readonly answer: GivenAnswer;
  readonly todo: readonly Todo[];
}

/** An act as the audit shows it. */
export interface Act {
  readonly id: string;
  readonly atMs: number;
  readonly by: string;
  /** Null where it is not known: of acts that were recorded before keys were. */
  readonly key: string | null;
  readonly verb: ActVerb;
  readonly subject: ActSubject;
  readonly reason: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** JSON is kept as text: keys that people choose are no business of the store's. */
export interface ActDocument {
  readonly _id: string;
  readonly tenantId: string;
  readonly at: Date;
  readonly by: string;
  readonly key?: string;
  readonly verb: ActVerb;
  readonly subject: ActSubject;
  readonly reason: string;
  readonly detail: string;
  readonly bodyHash: string | null;
  readonly answer: string;
  /** Gone once it is carried out: nothing else of an act ever changes. */
  readonly todo?: string;
  /** Set while there is a `todo`; for the index. */
  readonly undone?: true;
}

export const ACTS: CollectionSpec = {
  collection: 'acts',
  indexes: [
    { key: { tenantId: 1, at: -1, _id: -1 } },
    { key: { tenantId: 1, 'subject.id': 1, at: -1, _id: -1 } },
    { key: { undone: 1, at: 1 }, partialFilterExpression: { undone: true } },
  ],
};
