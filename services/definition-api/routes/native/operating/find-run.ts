/** The run that a request is about: from its own document, or from the history where that has been forgotten. */
import type { RunHistory } from '@upshot/history';
import type { Answer, ApiRequest } from '../../../http/answer.ts';
import { titleOf } from '../../../http/refusal.ts';
import type { FoundRun } from '../../../ports/open-runs.ts';
import type { HandlerPorts } from '../../handler.ts';
import { readId } from '../../ids.ts';
import { notFound } from '../refusals.ts';

/** A run, and its history as far as there is one. */
export interface KnownRun extends FoundRun {
  readonly history: RunHistory | null;
  /** How it ended, or `running` and `paused`; `finished` where only that is known yet. */
  readonly shownStatus: string;
}

/** Null where the tenant has no such run. */
export async function findRun(
  { caller, params }: ApiRequest,
  { operating, history }: HandlerPorts,
): Promise<KnownRun | null> {
  const runId = readId(params['id']);
  if (runId === null) return null;
  const [own, told] = await Promise.all([operating.runs.find(caller, runId), history.findRun(caller, runId)]);
  if (own === null && told === null) return null;
  const ended = told === null || told.finishedAtMs === null ? 'finished' : told.status;
  if (own !== null)
    return { ...own, history: told, shownStatus: own.status === 'finished' ? ended : own.status };
  if (told === null) return null;
  const { definitionId, version, module, recordId, sandbox } = told;
  const known = { runId, definitionId, version, module, recordId, sandbox };
  return { ...known, status: 'finished', history: told, shownStatus: ended };
}

export const runNotFound = (): Answer => notFound('Run');

/** 409 with the status that is in the way, in words and as a member of its own. */
export function runConflict(detail: string, runStatus: string): Answer {
  const body = { type: 'about:blank', title: titleOf(409), status: 409, detail, runStatus };
  return { status: 409, body, type: 'application/problem+json' };
}
