/** A definition that a sub-workflow may start, as far as a check needs to know it. */
export interface KnownDefinition {
  readonly module: string;
}
