/** An erasure as it stands in MongoDB: whom it is about, which parts wait, and what one part has to know from another. */
import type { CollectionSpec } from '@upshot/mongo';

export const ERASURES = 'erasures';

/**
 * Who has something to erase: open runs first, so that nothing comes after; then the history, which knows of which effects the others
 * have to.
 */
export const ERASURE_PARTS = [
  'runs',
  'history',
  'tasks',
  'mirror',
  'images',
  'waits',
  'dates',
  'ledger',
  'inbox',
  'signals',
  'entries',
] as const;
export type ErasurePart = (typeof ERASURE_PARTS)[number];

/** Whom or what it is about. */
export interface Subject {
  readonly module: string;
  readonly recordId: string;
  /** Other texts that name the subject, an address or a number: runs that hold one are erased as well. */
  readonly texts: readonly string[];
}

interface PartDone {
  readonly part: ErasurePart;
  readonly count: number;
  readonly doneAtMs: number;
}

export interface ErasureDocument extends Partial<Subject> {
  readonly _id: string;
  readonly tenantId: string;
  /** What stays of the subject: the hash of tenant, module and record. */
  readonly subjectHash: string;
  readonly requestedBy: string;
  readonly requestedAtMs: number;
  readonly waiting: readonly ErasurePart[];
  readonly done: readonly PartDone[];
  readonly finishedAtMs: number | null;
  /** Effects of the runs that were erased; known once the history is done. */
  readonly effectIds?: readonly string[];
  /** Those among them whose run was over before they were reported: they may not have been sent yet. */
  readonly openEffectIds?: readonly string[];
  /** Runs that were ended for it. */
  readonly runIds?: readonly string[];
}

/** An erasure as people see it: the audit's entry, which never says whom it was about. */
export type Erasure = Pick<
  ErasureDocument,
  'subjectHash' | 'requestedBy' | 'requestedAtMs' | 'waiting' | 'done' | 'finishedAtMs'
> & { readonly id: string };

export const erasuresCollection: CollectionSpec = {
  collection: ERASURES,
  indexes: [
    { key: { waiting: 1 }, partialFilterExpression: { finishedAtMs: null } },
    { key: { tenantId: 1, requestedAtMs: -1, _id: -1 } },
    { key: { subjectHash: 1 } },
  ],
};

/** What a part is given. */
export interface DueErasure extends Subject {
  readonly tenantId: string;
  readonly erasureId: string;
  readonly requestedBy: string;
  readonly requestedAtMs: number;
  /** Since when no run of the subject is open: when the part `runs` was done, and before that when it was asked for. */
  readonly quietSinceMs: number;
  readonly effectIds: readonly string[];
  readonly openEffectIds: readonly string[];
  readonly runIds: readonly string[];
}

/** What one part knows that another needs. */
export type Found = Partial<Pick<DueErasure, 'effectIds' | 'openEffectIds' | 'runIds'>>;

/** Adds to what is known, before anything is ended or erased: afterwards nothing tells whose it was. */
export type Remember = (found: Found) => Promise<void>;

/** How much a part has erased; null where it has to be asked again later. */
export type ErasePart = (erasure: DueErasure, remember: Remember) => Promise<number | null>;
