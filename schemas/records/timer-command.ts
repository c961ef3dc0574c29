/** The record of `upshot.timer-commands`: `date` is set for `plan` and `withdraw`, and only for these. */
export interface PlannedDate {
  readonly definitionId: string;
  readonly definitionVersion: number;
  readonly module: string;
  readonly recordId: string;
  readonly sequence: string;
  readonly fromMs: number;
  readonly occurrence: string;
  readonly follows: string | null;
  readonly rootRunId: string | null;
  readonly depth: number;
}

export interface TimerCommand {
  readonly tenantId: string;
  readonly timerId: string;
  readonly runId: string;
  readonly stepId: string;
  readonly verb: 'set' | 'cancel' | 'other' | 'plan' | 'withdraw';
  readonly dueAtMs: number;
  readonly date: PlannedDate | null;
}
