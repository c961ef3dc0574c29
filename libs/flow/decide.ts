/** The pure heart of a run: from its state and one command to what happened and what must be sent. */
import type { Command, EffectReport, Start, TimerFired } from './commands.ts';
import type { Decision } from './decision.ts';
import { Journey } from './journey.ts';
import type { Surroundings } from './nodes/node-kind.ts';
import type { RunState } from './run-state.ts';

/**
 * Decides one command. A command that is known already, too late or for a run that is not known is a no-op: the state
 * comes back as it was, with no events (law 1). `state` is null where the run does not exist yet.
 */
export function decide(state: RunState | null, command: Command, surroundings: Surroundings): Decision {
  if (command.type === 'start') return state === null ? start(command, surroundings) : unchanged(state);
  if (state?.openStep?.stepId !== command.stepId) return unchanged(state);
  return command.type === 'report-effect'
    ? report(state, command, surroundings)
    : wake(state, command, surroundings);
}

function start({ origin, graph, admitted = true }: Start, surroundings: Surroundings): Decision {
  const journey = new Journey(null, surroundings);
  journey.record({ type: 'run-started', origin, graph });
  if (admitted) journey.goTo(graph.start);
  else journey.skip(`reentry_${origin.reentry?.policy ?? 'every_time'}`);
  return journey.decision();
}

function report(state: RunState, result: EffectReport, surroundings: Surroundings): Decision {
  const { stepId, outcome, output, recordPatch, errorCode, errorMessage, attempts } = result;
  const journey = new Journey(state, surroundings);
  journey.record({
    type: 'step-finished',
    stepId,
    nodeKind: 'action',
    outcome,
    output,
    recordPatch,
    errorCode,
    errorMessage,
    attempts,
  });
  if (outcome === 'succeeded' || outcome === 'skipped') journey.follow('done');
  else journey.fail(outcome === 'failed' ? 'step_failed' : outcome, errorMessage);
  return journey.decision();
}

function wake(state: RunState, { stepId }: TimerFired, surroundings: Surroundings): Decision {
  const journey = new Journey(state, surroundings);
  const finished = {
    outcome: 'succeeded',
    output: { waited: true },
    recordPatch: null,
    errorCode: null,
    errorMessage: null,
  } as const;
  journey.record({ type: 'step-finished', stepId, nodeKind: 'wait', attempts: 1, ...finished });
  journey.follow('done');
  return journey.decision();
}

const unchanged = (state: RunState | null): Decision => ({ state, events: [], effects: [], timers: [] });
