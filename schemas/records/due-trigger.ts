/** The record of `upshot.due-triggers`. */
export interface DueTrigger {
  readonly tenantId: string;
  readonly timerId: string;
  readonly definitionId: string;
  readonly definitionVersion: number;
  readonly module: string;
  readonly recordId: string;
  readonly sequence: string;
  readonly fromMs: number;
  readonly occurrence: string;
  readonly dueAtMs: number;
  readonly firedAtMs: number;
  readonly rootRunId: string | null;
  readonly depth: number;
}
