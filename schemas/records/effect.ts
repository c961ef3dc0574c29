/** The record of `upshot.effects.<channel>`. */
export interface Effect {
  readonly tenantId: string;
  readonly effectId: string;
  readonly runId: string;
  readonly stepId: string;
  readonly nodeId: string;
  readonly definitionId: string;
  readonly definitionVersion: number;
  readonly channel: string;
  readonly action: string;
  readonly config: string;
  readonly module: string;
  readonly triggerName: string;
  readonly recordId: string;
  readonly record: string;
  readonly previous: string | null;
  readonly rootRunId: string;
  readonly depth: number;
  readonly requestedAtMs: number;
  readonly sandbox: boolean;
  /** The run's variables and what its steps came to, for templates. */
  readonly readable: string | null;
}
