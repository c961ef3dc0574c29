/** The record of `upshot.run-signals`. */
export interface RunSignal {
  readonly tenantId: string;
  readonly definitionId: string;
  readonly nodeId: string;
  readonly module: string;
  readonly recordId: string;
  readonly what: 'event' | 'date' | 'other';
  readonly positionId: string;
  readonly occurredAtMs: number;
  readonly record: string;
  readonly output: string;
  /** The versions of the definition whose runs wait so; null: no end is known. */
  readonly fromVersion: number;
  readonly toVersion: number | null;
}
