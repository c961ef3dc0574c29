/** Commands that plan and withdraw dates, for the tests. */
import type { PlannedDate, TimerCommand } from '@upshot/schemas';

/** A command that plans (or withdraws) the date of a record for a definition, as of the change at `sequence`. */
export function dateCommand(
  timerId: string,
  dueAtMs: number,
  sequence: number,
  date: Partial<PlannedDate> & { readonly verb?: 'plan' | 'withdraw' } = {},
): TimerCommand {
  const { verb = 'plan', ...changes } = date;
  return {
    tenantId: 't1',
    timerId,
    runId: '',
    stepId: '',
    verb,
    dueAtMs,
    date: {
      definitionId: 'd1',
      definitionVersion: 1,
      module: 'tasks',
      recordId: `record-of-${timerId}`,
      sequence: String(sequence).padStart(40, '0'),
      fromMs: 0,
      occurrence: `at-${dueAtMs}`,
      follows: null,
      rootRunId: null,
      depth: 0,
      ...changes,
    },
  };
}
