/** The record of `upshot.definitions`. */
export interface DefinitionRecord {
  readonly tenantId: string;
  readonly definitionId: string;
  readonly revision: number;
  readonly document: string;
}
