/** What happened to a run, a line for each event. */
import type { RunEvent } from '@upshot/flow';

/** One event in a line: `step-finished call failed/no_answer`. */
export function lineOf(event: RunEvent): string {
  switch (event.type) {
    case 'run-started':
    case 'run-paused':
    case 'run-resumed':
    case 'split-closed':
      return event.type;
    case 'step-started':
    case 'split-opened':
    case 'token-held':
      return `${event.type} ${event.nodeId}`;
    case 'step-moved':
      return `${event.type} ${event.reason}`;
    case 'step-finished':
      return `${event.type} ${event.nodeId} ${event.outcome}${event.answer === null ? '' : `/${event.answer}`}`;
    case 'arm-over':
      return `${event.type} ${event.arm} ${event.how}`;
    case 'loop-turned':
      return `${event.type} ${event.nodeId} ${String(event.turns)}`;
    case 'version-taken':
      return `${event.type} ${String(event.version)}`;
    case 'run-finished':
      return `${event.type} ${event.status} ${event.reason}`;
  }
}

/** All of them. */
export const storyOf = (events: readonly RunEvent[]): readonly string[] => events.map(lineOf);
