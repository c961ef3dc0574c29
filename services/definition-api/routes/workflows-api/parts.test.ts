/** The small parts of the Workflows API's routes: pages, ids, refusals, runs in print. */
import type { RunHistory } from '@upshot/history';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readId } from '../ids.ts';
import { MAX_LIMIT, readOnce, readPage, readPageOrFirst } from './paging.ts';
import { printRun, printRunDetail } from './print-run.ts';
import { badFields, invalid, nestShape } from './refusals.ts';

describe('readPage', () => {
  const read = (query: string) => readPage(new URLSearchParams(query));
  it.each<[string, object | null]>([
    ['', null],
    ['module=leads', null],
    ['page=1', { page: 1, limit: 25 }],
    ['limit=10', { page: 1, limit: 10 }],
    ['page=3&limit=7', { page: 3, limit: 7 }],
    ['page=007', { page: 7, limit: 25 }],
    ['limit=201', { page: 1, limit: MAX_LIMIT }],
    ['limit=999999999', { page: 1, limit: MAX_LIMIT }],
  ])('takes %j', (query, value) => {
    expect(read(query)).toEqual({ ok: true, value });
  });
  it('takes whole numbers from 1 on and nothing else', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const taken = read(`page=${encodeURIComponent(text)}`).ok;
        expect(taken).toBe(/^[0-9]{1,9}$/u.test(text) && Number(text) >= 1);
      }),
    );
  });
  it('begins with the first page where none is asked for', () => {
    expect(readPageOrFirst(new URLSearchParams())).toEqual({ ok: true, value: { page: 1, limit: 25 } });
  });
});

describe('readOnce', () => {
  it('gives a parameter, nothing, or the problem of its coming twice', () => {
    const query = new URLSearchParams('a=1&b=&c=1&c=2');
    expect([readOnce(query, 'a'), readOnce(query, 'b'), readOnce(query, 'x')]).toEqual(['1', '', undefined]);
    expect(readOnce(query, 'c')).toMatchObject({ field: 'c', message: 'must be given once' });
  });
});

describe('readId', () => {
  it('takes UUIDs of every version, in the case in which they were given out', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect([readId(id), readId(id.toUpperCase())]).toEqual([id, id]);
      }),
    );
  });
  it.each([undefined, '', 'runs', 'x'.repeat(36), '../../x', '0'.repeat(36), '{"$ne":1}'])('not %j', (id) => {
    expect(readId(id)).toBeNull();
  });
});

describe('refusals', () => {
  it('have Nest’s shape, 401 without its error', () => {
    expect(nestShape({ status: 404, message: 'm' }).body).toEqual({
      statusCode: 404,
      message: 'm',
      error: 'Not Found',
    });
    expect(nestShape({ status: 401, message: 'Unauthorized' }).body).toEqual({
      statusCode: 401,
      message: 'Unauthorized',
    });
  });
  it('name every field in their message, and each with its place beside', () => {
    const path = ['actions', 2, 'actionType'];
    const answer = invalid([
      { path, code: 'not_available', message: 'send_sms is not available yet' },
      { path: ['name'], code: 'required', message: 'is required' },
    ]);
    expect(answer).toMatchObject({
      status: 400,
      body: {
        message: 'actions[2].actionType: send_sms is not available yet; name: is required',
        details: [
          { field: 'actions[2].actionType', path: '/actions/2/actionType', code: 'not_available' },
          { field: 'name', path: '/name', code: 'required' },
        ],
      },
    });
  });
  it('are Bad Requests where fields are wrong', () => {
    expect(badFields([{ field: 'f', path: '/f', message: 'm', code: 'c' }])).toMatchObject({
      status: 400,
      body: { error: 'Bad Request', message: 'f: m' },
    });
  });
});

describe('a run in print', () => {
  const run: RunHistory = {
    runId: 'r',
    tenantId: 'secret-tenant',
    definitionId: 'd',
    definitionVersion: 3,
    definitionName: 'n',
    dialect: 'workflows-api',
    module: 'leads',
    triggerName: 'lead_created',
    recordId: 'rec',
    positionId: 'p',
    committedAtMs: 1,
    rootRunId: 'r',
    depth: 0,
    traceId: 'trace',
    status: 'running',
    reason: null,
    error: null,
    startedAtMs: 0,
    finishedAtMs: null,
    durationMs: null,
    lastSeq: 1,
    missedEvents: 0,
    steps: [],
    version: 1,
    parentRunId: null,
    startedBy: null,
    sandbox: false,
    endedBy: null,
    happenings: [],
    leftOut: { steps: 0, happenings: 0 },
    erasedAtMs: null,
  };
  it('has the members of the reference, and its duration', () => {
    expect(printRun(run)).toEqual({
      id: 'r',
      workflowId: 'd',
      triggerModule: 'leads',
      triggerType: 'lead_created',
      triggerEntityId: 'rec',
      status: 'running',
      error: null,
      startedAt: '1970-01-01T00:00:00.000Z',
      finishedAt: null,
      durationMs: null,
    });
  });
  it('tells nothing of whose it is or how it is kept', () => {
    expect(JSON.stringify(printRunDetail(run))).not.toMatch(/secret-tenant|trace|positionId|lastSeq/u);
  });
});
