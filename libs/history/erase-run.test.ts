/** Shows that an erased run says nothing of its subject, also after events that come later, and still counts. */
import { describe, expect, it } from 'vitest';
import { project, toDocument, withoutSubject, type RunHistory } from './index.ts';
import { eventsOf } from './testing/events.ts';

const run = eventsOf('r1');
const SUBJECT = 'ada@example.com';
const act = { by: 'k1', reason: `for ${SUBJECT}` };
const whole = [
  run.started(1, 1_000, {
    recordId: SUBJECT,
    positionId: `pos-${SUBJECT}`,
    startedBy: act,
    variables: JSON.stringify({ to: SUBJECT }),
    results: JSON.stringify({ a: { output: { to: SUBJECT } } }),
  }),
  run.stepStarted(2, 1_000, 's1'),
  run.noted(3, 1_000, 'run-paused', { act, detail: { of: SUBJECT } }),
  run.stepFinished(4, 1_010, 's1', {
    outcome: 'failed',
    input: JSON.stringify({ to: SUBJECT }),
    output: JSON.stringify({ to: SUBJECT }),
    errorCode: 'mail_refused',
    errorMessage: `refused ${SUBJECT}`,
  }),
  run.finished(5, 1_020, { status: 'failed', errorMessage: `refused ${SUBJECT}`, act }),
];

describe('a run whose subject is erased', () => {
  it.each([1, 2, 3, 4, 5])('after %d events says nothing of it, nor when the others come', (known) => {
    const before = whole.slice(0, known).reduce<RunHistory | null>(project, null);
    if (before === null) expect.unreachable();
    const after = whole.slice(known).reduce(project, withoutSubject(before, 2_000));
    const document = toDocument(after, 'w');
    expect(JSON.stringify(document)).not.toContain('ada');
    expect(document).toMatchObject({ erasedAtMs: 2_000, status: 'failed', durationMs: 20 });
    expect(document.steps).toMatchObject([{ status: 'failed', error: { code: 'mail_refused' } }]);
  });
});
