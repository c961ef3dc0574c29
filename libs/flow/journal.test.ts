/** The timers of a step that moves: each new one has an id of its own, and one that is no longer wanted is cancelled. */
import { describe, expect, it } from 'vitest';
import { Journal } from './journal.ts';
import { action, chain, Scenario } from './testing/scenario.ts';

const token = [] as const;

function journal(): Journal {
  const run = new Scenario(() => 'match');
  run.start(chain(action('a')));
  return new Journal(run.state, 50);
}

const waiting = { dueAtMs: 100, timers: { reminder: 70 } };

describe('a step that moves', () => {
  it('sets its date anew, and keeps what else it waits for', () => {
    const book = journal();
    const step = book.begin(action('x'), { stepId: 's', token }, waiting);
    book.move(step, 'date_moved', 200, {});
    const { timers, cancels } = book.decision();
    expect(timers.map(({ dueAtMs }) => dueAtMs)).toEqual([70, 200]);
    expect(cancels).toEqual([]);
    expect(book.state.openSteps.at(-1)).toMatchObject({
      dueAtMs: 200,
      timers: [{ purpose: 'reminder' }, { purpose: 'due' }],
    });
  });
  it('has no timer for a date that it no longer has', () => {
    const book = journal();
    const step = book.begin(action('x'), { stepId: 's', token }, waiting);
    const later = new Journal(book.state, 60);
    later.move(step, 'date_gone', null, {});
    const due = step.timers.find(({ purpose }) => purpose === 'due');
    expect(later.decision()).toMatchObject({ timers: [], cancels: [due?.timerId] });
    expect(later.state.openSteps.at(-1)?.timers.map(({ purpose }) => purpose)).toEqual(['reminder']);
  });
  it('has new ids each time that it moves', () => {
    const book = journal();
    let step = book.begin(action('x'), { stepId: 's', token }, waiting);
    const ids = step.timers.map(({ timerId }) => timerId);
    for (const dueAtMs of [200, 300, 200]) {
      book.move(step, 'date_moved', dueAtMs, { reminder: dueAtMs - 1 });
      step = book.state.openSteps.find(({ stepId }) => stepId === 's') ?? expect.fail('gone');
      ids.push(...step.timers.map(({ timerId }) => timerId));
    }
    expect(new Set(ids).size).toBe(8);
  });
});

describe('a journal without a run', () => {
  it('has no state to look at', () => {
    expect(() => new Journal(null, 0).state).toThrow(/without a run/u);
  });
});
