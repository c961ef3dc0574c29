/** POST and GET /api/erasures: takes a subject out of what is kept of the past; what stays is that it was done. */
import type { Erasure } from '@upshot/history';
import { z } from 'zod';
import { okay } from '../../../http/answer.ts';
import type { Handler } from '../../handler.ts';
import { readId } from '../../ids.ts';
import { readBody } from '../operating/read-body.ts';
import { notFound } from '../refusals.ts';

const name = z.string().min(1).max(200);
const MAX_LISTED = 200;

/** `texts`: an address or a number by which the subject is named in runs on other records. */
export const erasureSchema = z.strictObject({
  module: name,
  recordId: name,
  texts: z.array(z.string().min(5).max(200)).max(10).optional(),
});

/** 202: every service does its part, and says so in the entry. */
export const requestErasure: Handler = async ({ caller, body }, { past }) => {
  const read = readBody(erasureSchema, body);
  if (!read.ok) return read.error;
  const { module, recordId, texts = [] } = read.value;
  const erasure = await past.erasures.request(caller, { module, recordId, texts }, caller.keyId);
  const headers = { location: `/api/erasures/${erasure.id}` };
  return { status: 202, body: printErasure(erasure), headers };
};

export const getErasure: Handler = async ({ caller, params }, { past }) => {
  const id = readId(params['id']);
  const found = id === null ? null : await past.erasures.find(caller, id);
  return found === null ? notFound('Erasure') : okay(printErasure(found));
};

export const listErasures: Handler = async ({ caller }, { past }) =>
  okay({ erasures: (await past.erasures.list(caller, MAX_LISTED)).map(printErasure) });

function printErasure({ requestedAtMs, finishedAtMs, done, ...rest }: Erasure) {
  return {
    ...rest,
    requestedAt: new Date(requestedAtMs).toISOString(),
    finishedAt: finishedAtMs === null ? null : new Date(finishedAtMs).toISOString(),
    done: done.map(({ doneAtMs, ...part }) => ({ ...part, doneAt: new Date(doneAtMs).toISOString() })),
  };
}
