/** The pure heart of a run: from its state and one command to what happened and what must be sent. */
import type {
  Cancel,
  Command,
  EffectReport,
  Pause,
  Resume,
  Signal,
  Start,
  TakeOver,
  TimerFired,
} from './commands.ts';
import type { Decision } from './decision.ts';
import { Journey } from './journey.ts';
import { reportNode, signalNode, wakeNode } from './nodes/index.ts';
import type { Surroundings } from './nodes/node-kind.ts';
import type { OpenStep, RunState } from './run-state.ts';
import { standingOf, unplaced } from './standing.ts';

/**
 * Decides one command. A command that is known already, too late or for a run that is not known is a no-op: the state
 * comes back as it was, with no events (law 1). `state` is null where the run does not exist yet.
 */
export function decide(state: RunState | null, command: Command, surroundings: Surroundings): Decision {
  if (command.type === 'start') return state === null ? start(command, surroundings) : unchanged(state);
  if (state === null || state.status === 'finished') return unchanged(state);
  const journey = new Journey(state, surroundings);
  tell(journey, command);
  journey.walk();
  return journey.decision();
}

function start(command: Start, surroundings: Surroundings): Decision {
  const { origin, graph, admitted = true, awaited = true, startAt } = command;
  const journey = new Journey(null, surroundings);
  journey.record({ type: 'run-started', origin, graph });
  const first = startAt ?? graph.start;
  if (!awaited) journey.end('cancelled', 'not_awaited');
  else if (!admitted) journey.end('skipped', `reentry_${origin.reentry?.policy ?? 'every_time'}`);
  else if (first === null) journey.end('completed', 'end_of_graph');
  else journey.goTo(first, []);
  journey.walk();
  return journey.decision();
}

function tell(journey: Journey, command: Exclude<Command, Start>): void {
  switch (command.type) {
    case 'report-effect':
      return report(journey, command);
    case 'fire-timer':
      return wake(journey, command);
    case 'signal':
      return signal(journey, command);
    case 'pause':
      return pause(journey, command);
    case 'resume':
      return resume(journey, command);
    case 'cancel':
      return cancel(journey, command);
    case 'take-over':
      return takeOver(journey, command);
  }
}

function report(journey: Journey, command: EffectReport): void {
  const step = stepOf(journey, command.stepId);
  if (step !== undefined) reportNode(step, command, journey);
}

/** A timer that has fired is none of the step's any more. */
function wake(journey: Journey, command: TimerFired): void {
  const step = stepOf(journey, command.stepId);
  const timer = step?.timers.find(({ timerId }) => timerId === command.timerId);
  if (step === undefined || timer === undefined) return;
  const timers = step.timers.filter((each) => each !== timer);
  wakeNode({ ...step, timers }, { ...command, purpose: timer.purpose }, journey);
}

function signal(journey: Journey, command: Signal): void {
  for (const step of journey.state.openSteps.filter(({ nodeId }) => nodeId === command.nodeId))
    signalNode(step, command, journey);
}

function pause(journey: Journey, { act }: Pause): void {
  if (journey.state.status === 'running') journey.record({ type: 'run-paused', act });
}

function resume(journey: Journey, { act }: Resume): void {
  const { status, held } = journey.state;
  if (status !== 'paused') return;
  journey.record({ type: 'run-resumed', act });
  for (const { nodeId, token } of held) journey.goTo(nodeId, token);
}

const cancel = (journey: Journey, { act }: Cancel): void => journey.end('cancelled', 'cancelled', null, act);

/** A run that stands on a node which has no place in the other version stays as it is. */
function takeOver(journey: Journey, { version, graph, nodes, act }: TakeOver): void {
  const { state } = journey;
  if (version <= state.version || unplaced(standingOf(state), graph, nodes).length > 0) return;
  journey.record({ type: 'version-taken', version, graph, nodes, act });
}

const stepOf = (journey: Journey, stepId: string): OpenStep | undefined =>
  journey.state.openSteps.find((each) => each.stepId === stepId);

const unchanged = (state: RunState | null): Decision => ({
  state,
  events: [],
  effects: [],
  timers: [],
  cancels: [],
  starts: [],
  answers: [],
  stops: [],
});
