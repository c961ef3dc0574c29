/** What several records say alike of who did something, and of the step that asked for a run. */

/** Who did something by hand, and why. */
export interface Act {
  readonly by: string;
  readonly reason: string;
}

/** The step of another run that started a run; `awaits`: it hears how the run ends. */
export interface ParentStep {
  readonly runId: string;
  readonly stepId: string;
  readonly awaits: boolean;
}
