/** Waits for something to happen to the record, for so long at most. */
import type { WaitForEventNode } from '@upshot/definitions';
import type { NodeKind } from './node-kind.ts';

export const waitForEvent: NodeKind<WaitForEventNode> = {
  kind: 'wait_for_event',
  enter(node, visit, walk) {
    const { nowMs } = walk.surroundings;
    walk.begin(node, visit, { dueAtMs: node.timeoutMs === undefined ? null : nowMs + node.timeoutMs });
  },
  /** What happened before the run came here is not what it waits for. */
  signalled(_node, step, { what, occurredAtMs, output }, walk) {
    if (what !== 'event' || occurredAtMs < step.startedAtMs) return;
    walk.finish(step, { answer: 'happened', output: { ...output, occurredAtMs } });
    walk.goOn(step, 'happened');
  },
  woken(_node, step, _fired, walk) {
    walk.finish(step, { outcome: 'skipped', answer: 'timeout' });
    walk.goOn(step, 'timeout');
  },
};
