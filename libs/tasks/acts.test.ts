/** What people may do, who may, and what the others are told. */
import { describe, expect, it } from 'vitest';
import {
  claimTask,
  completeTask,
  reassignTask,
  rejectTask,
  releaseTask,
  type Acted,
  type Doing,
} from './acts.ts';
import { projectTask } from './project.ts';
import { reportOf } from './report-of.ts';
import { withAct, type Task } from './task.ts';
import { taskEventsOf } from './testing/events.ts';
import { done, KEY, openTask, user } from './testing/tasks.ts';

const at = (actor = user('ann'), atMs = 5_000) => ({ actor, atMs });
const bob = at(user('bob'), 6_000);
const refused = (acted: Acted) => (acted.ok ? null : acted.error);
const forAnn = () => openTask({ assignment: { to: 'user', id: 'ann' } });
const complete = (task: Task, doing: Doing = at()) => completeTask(task, 'approved', { amount: 1 }, doing);

describe('claiming', () => {
  it('is for members, once', () => {
    const task = done(claimTask(openTask(), at()));
    expect(task).toMatchObject({ status: 'claimed', claimedBy: 'ann', claimedAtMs: 5_000 });
    expect(claimTask(task, at(user('ann'), 7_000))).toEqual({ ok: true, value: task });
    expect(refused(claimTask(task, bob))).toEqual({ why: 'claimed', by: 'ann', atMs: 5_000 });
  });
  it.each<[string, Task, ReturnType<typeof at>, boolean]>([
    ['a group, by a member', openTask(), at(user('ann', ['x', 'sales'])), true],
    ['a group, by somebody else', openTask(), at(user('ann', ['x'])), false],
    ['a group, by somebody in none', openTask(), at(user('ann', [])), false],
    ['a group, by somebody whose groups are not known', openTask(), at(user('ann', null)), true],
    [
      'a queue, by a member',
      openTask({ assignment: { to: 'queue', id: 'q' } }),
      at(user('ann', ['q'])),
      true,
    ],
    ['a queue, by somebody else', openTask({ assignment: { to: 'queue', id: 'q' } }), at(), false],
    ['a person, by himself', forAnn(), at(), true],
    ['a person, by another one', forAnn(), bob, false],
    ['a person, by a key', forAnn(), at(KEY), true],
  ])('what is for %s', (_, task, doing, may) => {
    expect(claimTask(task, doing).ok).toBe(may);
    expect(complete(task, doing).ok).toBe(may);
    expect(rejectTask(task, doing).ok).toBe(may);
  });
});

describe('releasing', () => {
  it('is for whoever has it, and for keys', () => {
    const task = done(claimTask(openTask(), at()));
    expect(refused(releaseTask(task, bob))).toMatchObject({ why: 'claimed', by: 'ann' });
    for (const actor of [user('ann'), KEY])
      expect(done(releaseTask(task, at(actor)))).toMatchObject({ status: 'open', claimedBy: null });
  });
  it('of what nobody has does nothing', () => {
    const task = openTask();
    expect(done(releaseTask(task, bob))).toBe(task);
  });
});

describe('reassigning', () => {
  const toBob = { to: 'user', id: 'bob' } as const;
  it('makes it somebody else’s, and says so', () => {
    const task = done(reassignTask(done(claimTask(openTask(), at())), toBob, { ...at(), comment: 'away' }));
    expect(task).toMatchObject({ status: 'open', claimedBy: null, assignment: toBob });
    expect(task.history.at(-1)).toEqual({
      what: 'reassigned',
      atMs: 5_000,
      by: 'ann',
      comment: 'away',
      assignment: toBob,
    });
    expect(refused(claimTask(task, at()))).toEqual({ why: 'not_assigned', assignment: toBob });
    expect(done(claimTask(task, bob)).claimedBy).toBe('bob');
  });
  it('is for whoever could do it, and for keys', () => {
    const task = done(claimTask(openTask(), at()));
    expect(refused(reassignTask(task, toBob, bob))).toMatchObject({ why: 'claimed' });
    expect(refused(reassignTask(forAnn(), toBob, bob))).toMatchObject({ why: 'not_assigned' });
    expect(reassignTask(task, toBob, at(KEY)).ok).toBe(true);
  });
});

describe('completing', () => {
  it('keeps the answer, to be sent', () => {
    expect(done(complete(openTask()))).toMatchObject({
      status: 'completed',
      unsent: true,
      answer: { decision: 'approved', values: { amount: 1 }, by: 'ann', atMs: 5_000, comment: null },
    });
  });
  it('is not for others while somebody has it, keys included', () => {
    const task = done(claimTask(openTask(), at()));
    expect(refused(complete(task, bob))).toMatchObject({ why: 'claimed', by: 'ann' });
    expect(refused(complete(task, at(KEY)))).toMatchObject({ why: 'claimed', by: 'ann' });
  });
  it('wins once: everything after it hears who and when', () => {
    const task = done(complete(openTask()));
    const over = { why: 'over', status: 'completed', by: 'ann', atMs: 5_000, decision: 'approved' };
    expect(refused(complete(task, bob))).toEqual(over);
    expect(refused(rejectTask(task, bob))).toEqual(over);
    expect(refused(claimTask(task, at()))).toEqual(over);
    expect(refused(releaseTask(task, at()))).toEqual(over);
    expect(refused(reassignTask(task, { to: 'user', id: 'bob' }, at(KEY)))).toEqual(over);
  });
  it('is known again by its request, and by no other', () => {
    const doing = { ...at(), requestKey: 'k1' };
    const task = done(complete(openTask(), doing));
    expect(done(complete(task, doing))).toBe(task);
    expect(done(complete(task, { ...bob, requestKey: 'k1' }))).toBe(task);
    for (const requestKey of ['k2', undefined])
      expect(refused(complete(task, { ...at(), requestKey }))).toMatchObject({ why: 'over', by: 'ann' });
    expect(reportOf(task)).toEqual(reportOf(done(complete(openTask()))));
  });
  it('is over when the task has expired', () => {
    const task = projectTask(openTask(), taskEventsOf('s1').expired(3, 9_000));
    expect(task && refused(complete(task))).toEqual({
      why: 'over',
      status: 'expired',
      by: null,
      atMs: 9_000,
      decision: null,
    });
  });
});

describe('rejecting', () => {
  it('is an answer too', () => {
    expect(done(rejectTask(openTask(), { ...at(), comment: 'not mine' }))).toMatchObject({
      status: 'rejected',
      unsent: true,
      answer: { decision: 'rejected', comment: 'not mine' },
    });
  });
});

describe('the history', () => {
  it('has an end: how it began stays', () => {
    let task = openTask();
    for (let turn = 0; turn < 600; turn += 1)
      task = { ...task, history: withAct(task, { what: 'claimed', atMs: turn, by: 'ann' }) };
    expect(task.history).toHaveLength(500);
    expect([task.history[0]?.what, task.history.at(-1)?.atMs]).toEqual(['created', 599]);
  });
});
