/** The projection: rendered, idempotent, and what the run says stands over what somebody answered too late. */
import fc from 'fast-check';
import type { RunEvent } from '@upshot/schemas';
import { describe, expect, it } from 'vitest';
import { claimTask, completeTask, rejectTask } from './acts.ts';
import { taskIdOf } from './make-task.ts';
import { projectTask, taskIdIn } from './project.ts';
import { reportOf } from './report-of.ts';
import type { Task } from './task.ts';
import { taskEventsOf } from './testing/events.ts';
import { done, openTask, user } from './testing/tasks.ts';

const events = taskEventsOf('s1');
const after = (task: Task | null, ...told: readonly RunEvent[]) =>
  told.reduce<Task | null>(projectTask, task);
const acts = (task: Task | null) =>
  task?.history.map(({ what, by }) => (by === null ? what : `${what} ${by}`));
const ann = { actor: user('ann'), atMs: 5_000 };
const answered = () => done(completeTask(openTask(), 'approved', { amount: 1 }, { ...ann, comment: 'fine' }));

describe('a task that begins', () => {
  it('says what is to be done for which record, and by whom', () => {
    expect(openTask()).toMatchObject({
      taskId: taskIdOf('s1'),
      runId: 'run-of-s1',
      nodeId: 'approve',
      definitionId: 'd1',
      definitionVersion: 3,
      module: 'leads',
      recordId: 'r1',
      recordAtMs: 900,
      title: 'Approve Ada for 20 %',
      description: 'Asked by bot',
      assignment: { to: 'group', id: 'sales' },
      escalation: { atMs: 3_000, assignment: { to: 'user', id: 'u-boss' } },
      status: 'open',
      dueAtMs: 9_000,
      remindAtMs: 2_000,
      answer: null,
      history: [{ what: 'created', atMs: 1_000, by: null }],
    });
  });
  it('shows a template that cannot be rendered as it was written, and values never as templates', () => {
    expect(openTask({ title: '{{trigger.name' }).title).toBe('{{trigger.name');
    const record = { name: '{{variables.discount}}' };
    expect(openTask({ title: '{{trigger.name}}', record }).title).toBe('{{variables.discount}}');
  });
  it('is bounded, however much is rendered into it', () => {
    expect(openTask({ title: '{{trigger.name}}', record: { name: 'x'.repeat(5_000) } }).title).toHaveLength(
      500,
    );
  });
  it.each(['', 'null', '{"title":1}', '[]'])('cannot be read from %j', (text) => {
    const { stepStarted, ...event } = events.started();
    const broken = { ...event, stepStarted: stepStarted && { ...stepStarted, task: text } };
    expect(() => projectTask(null, broken)).toThrow(expect.objectContaining({ code: 'record_invalid' }));
  });
});

describe('what the run says later', () => {
  it('reminds and escalates: who has it has it no more', () => {
    const claimed = done(claimTask(openTask(), ann));
    const task = after(claimed, events.moved(3, 2_000, 'reminded'), events.moved(4, 3_000, 'escalated'));
    expect(task).toMatchObject({
      remindedAtMs: 2_000,
      escalatedAtMs: 3_000,
      assignment: { to: 'user', id: 'u-boss' },
      status: 'open',
      claimedBy: null,
    });
    expect(acts(task)).toEqual(['created', 'claimed ann', 'reminded', 'escalated']);
  });
  it('moves its date', () => {
    expect(after(openTask(), events.moved(3, 2_000, 'date_moved', 12_000))?.dueAtMs).toBe(12_000);
  });
  it('leaves an answer alone that was given before the escalation', () => {
    const task = after(answered(), events.moved(3, 5_001, 'escalated'));
    expect(task).toMatchObject({ status: 'completed', answer: { by: 'ann' }, assignment: { id: 'sales' } });
  });
  it('settles the answer that it heard', () => {
    const task = after(answered(), events.answered(3, 6_000, 'approved', { by: 'ann' }));
    expect(task).toMatchObject({ status: 'completed', settledAtMs: 6_000, unsent: false });
    expect(acts(task)).toEqual(['created', 'completed ann']);
  });
  it('settles a rejection', () => {
    const task = after(done(rejectTask(openTask(), ann)), events.answered(3, 6_000, 'rejected'));
    expect(task).toMatchObject({ status: 'rejected', answer: { decision: 'rejected', by: 'ann' } });
  });
  it.each([
    ['expired', events.expired(3, 6_000)],
    ['cancelled', events.cancelled(3, 6_000)],
  ] as const)('says %s where an answer came too late', (status, event) => {
    const task = after(answered(), event);
    expect(task).toMatchObject({ status, answer: null, unsent: false, settledAtMs: 6_000 });
    expect(acts(task)).toEqual(['created', 'completed ann', 'too_late ann', status]);
  });
  it('tells an answer again that was lost with the task', () => {
    const { reportEffect } = reportOf(answered());
    const { output = '' } = reportEffect ?? {};
    const task = after(openTask(), events.finished(3, 6_000, { answer: 'approved', output }));
    expect(task).toMatchObject({
      status: 'completed',
      answer: { decision: 'approved', values: { amount: 1 }, by: 'ann', atMs: 5_000 },
    });
    expect(task?.history.at(-1)).toMatchObject({ what: 'completed', by: 'ann', comment: 'fine' });
  });
  it('takes an answer of another kind as it is', () => {
    const task = after(openTask(), events.answered(3, 6_000, 'approved', { anything: [1] }));
    expect(task).toMatchObject({ status: 'completed', answer: { by: 'unknown', atMs: 6_000, values: {} } });
  });
});

describe('events that come again', () => {
  it('change nothing, in whatever pieces they come', () => {
    const all = [
      events.started(),
      events.moved(3, 2_000, 'reminded'),
      events.moved(4, 3_000, 'escalated'),
      events.expired(5, 9_000),
    ];
    const whole = after(null, ...all);
    fc.assert(
      fc.property(fc.array(fc.nat(3), { maxLength: 6 }), (from) => {
        const again = from.reduce<Task | null>((task, start) => after(task, ...all.slice(start)), whole);
        expect(again).toBe(whole);
      }),
    );
  });
  it('make no task of what is none', () => {
    const other = events.answered(3, 6_000, 'yes');
    expect(after(null, other, events.moved(4, 1, 'reminded'))).toBeNull();
    expect([taskIdIn(other), taskIdIn(events.finished(1, 1, {}))]).toEqual([taskIdOf('s1'), null]);
  });
});
