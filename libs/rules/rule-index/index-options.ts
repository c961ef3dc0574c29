/** What an index may make use of: all of it, save where a test or a bench shows what one part is worth. */

export interface IndexOptions {
  /** Values that must be equal to an operand, be among operands, be empty, or be none of these. */
  readonly equality: boolean;
  /** Fields that must have moved. */
  readonly movement: boolean;
  readonly ranges: boolean;
  readonly prefixes: boolean;
  /** Texts that must be part of a value. */
  readonly parts: boolean;
  /** Members that a list must have. */
  readonly members: boolean;
  /** Each way of an `any` by itself; else rules with one are found by what stands beside it. */
  readonly arms: boolean;
  /** Ways with the same rarest key lie together, so that a change looks only where its own keys lead. */
  readonly clusters: boolean;
  /** Rules of which what was looked up says all that they ask are known to match, and are not asked. */
  readonly proofs: boolean;
  /** The number of rules below which all are asked. */
  readonly scanBelow: number;
}

export const ALL_OPTIONS: IndexOptions = {
  equality: true,
  movement: true,
  ranges: true,
  prefixes: true,
  parts: true,
  members: true,
  arms: true,
  clusters: true,
  proofs: true,
  scanBelow: 16,
};
