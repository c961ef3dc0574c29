/** Who acts on a task: the person whose key it is, or whom a program's key names. */
import { err, ok, type Result } from '@upshot/errors';
import type { TaskActor } from '@upshot/tasks';
import { z } from 'zod';
import type { Answer, Caller } from '../../../http/answer.ts';
import { problemShape } from '../../../http/refusal.ts';

/** A person, named by a program that acts for him. */
export const actorBody = z.strictObject({
  id: z.string().min(1).max(200),
  groups: z
    .array(z.string().min(1).max(200))
    .max(1_000)
    .optional()
    .describe('The groups and queues that he is in; left out: not asked about.'),
});

export type GivenActor = z.output<typeof actorBody>;

/** A key of a person acts for him alone (403); one of a program for whom it names, or as itself, to put things in order. */
export function actorOf(caller: Caller, given: GivenActor | undefined): Result<TaskActor, Answer> {
  const { user, groups, keyId } = caller;
  if (user !== undefined) {
    if (given !== undefined && given.id !== user) return err(forbidden('This key acts for one person alone'));
    return ok({ id: user, groups: groups ?? [], isKey: false });
  }
  if (given === undefined) return ok({ id: keyId, groups: null, isKey: true });
  return ok({ id: given.id, groups: given.groups ?? null, isKey: false });
}

export const forbidden = (message: string): Answer => problemShape({ status: 403, message });
