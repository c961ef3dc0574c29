/** A wait: sets one durable timer and goes on when it fires. */
import type { WaitNode } from '@upshot/definitions';
import { askRecord } from '../ask-record.ts';
import { dueOf } from '../due-of.ts';
import type { Fields, OpenStep } from '../run-state.ts';
import type { NodeKind, Walk } from './node-kind.ts';

export const wait: NodeKind<WaitNode> = {
  kind: 'wait',
  enter(node, visit, walk) {
    const record = node.until.kind === 'date' ? recordNow(walk) : walk.state.record;
    const dueAtMs = dueOf(node.until, { fromMs: walk.surroundings.nowMs, record }, walk.surroundings);
    const step = walk.begin(node, visit, { dueAtMs });
    if (dueAtMs === null) leave(step, 'no_date', walk);
  },
  woken(node, step, { firedAtMs }, walk) {
    // Late is when the run goes on: the timer may have fired in time, and nobody been there to hear it.
    const lateMs = Math.max(firedAtMs, walk.surroundings.nowMs) - (step.dueAtMs ?? firedAtMs);
    if (node.staleAfterMs !== undefined && lateMs > node.staleAfterMs) return leave(step, 'stale', walk);
    const { criteria } = walk.state.origin;
    if (node.recheck === true && criteria !== undefined && askRecord(criteria, 'now', walk) !== 'match')
      return leave(step, 'disqualified', walk);
    walk.finish(step, { output: { waited: true } });
    walk.goOn(step, 'done');
  },
  signalled(node, step, { what, record }, walk) {
    if (what !== 'date' || node.until.kind !== 'date') return;
    const dueAtMs = dueOf(node.until, { fromMs: step.startedAtMs, record }, walk.surroundings);
    if (dueAtMs === step.dueAtMs) return;
    if (dueAtMs === null) leave(step, 'no_date', walk);
    else walk.move(step, 'date_moved', dueAtMs);
  },
};

/** A date may have moved while the run was on its way here: what the mirror has counts over what the trigger had. */
function recordNow({ state, surroundings }: Walk): Fields {
  const now = surroundings.recordNow();
  return now.state === 'found' ? { ...state.record, ...now.image.values } : state.record;
}

function leave(step: OpenStep, outcome: 'stale' | 'disqualified' | 'no_date', walk: Walk): void {
  walk.finish(step, { outcome: 'skipped', answer: outcome, output: { waited: false, why: outcome } });
  walk.goOn(step, outcome);
}
