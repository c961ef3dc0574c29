/** The record of `upshot.timer-commands`. */
export interface TimerCommand {
  readonly tenantId: string;
  readonly timerId: string;
  readonly runId: string;
  readonly stepId: string;
  readonly verb: 'set' | 'cancel' | 'other';
  readonly dueAtMs: number;
}
