/** The record of `upshot.definitions`. */
export interface DefinitionRecord {
  readonly tenantId: string;
  readonly definitionId: string;
  readonly revision: number;
  readonly document: string;
  /** JSON: the nodes at which runs of all versions wait for their record (`readAwaited`); null: not told. */
  readonly awaited: string | null;
  /** Deleted, while runs of it may wait. */
  readonly gone: boolean;
}
