/** A definition that a sub-workflow may start, as far as a check needs to know it. */
export interface KnownDefinition {
  readonly module: string;
  /** The definitions that it starts in turn before it rests (`callsAtOnce`); left out: they are not looked up. */
  readonly calls?: readonly string[];
}
