/** Shows that a history comes back from its document as it was, whatever a receipt holds. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromDocument, project, toDocument, type RunHistory } from './index.ts';
import { eventsOf, someRun } from './testing/events.ts';

describe('a history', () => {
  it('comes back from its document as it was', () => {
    fc.assert(
      fc.property(someRun, (events) => {
        const history = events.reduce<RunHistory | null>(project, null);
        if (history !== null) expect(fromDocument(toDocument(history, 'w'))).toEqual(history);
      }),
    );
  });
  it('comes back with what it began with, whatever its keys are', () => {
    const given = {
      parentRunId: 'r0',
      variables: '{"$a.b":{"__proto__x":1}}',
      results: '{"n.1":{"output":{}}}',
    };
    const history = project(null, eventsOf('r1').started(1, 1, given));
    expect(fromDocument(toDocument(history, 'w'))).toEqual(history);
    expect(history.begunWith?.variables).toEqual({ '$a.b': { __proto__x: 1 } });
  });
  it('is stored under its run, with the mark of its write', () => {
    const document = toDocument(project(null, eventsOf('r1').started(1, 1)), 'w1');
    expect(document).toMatchObject({ _id: 'r1', writtenBy: 'w1' });
    expect(document).not.toHaveProperty('runId');
  });
  it('leaves outputs out when they would outgrow a document', () => {
    const run = eventsOf('r1');
    const output = JSON.stringify({ a: 'x'.repeat(30_000) });
    const events = Array.from({ length: 400 }, (_, index) =>
      run.stepFinished(index + 2, 1, `s${index}`, { output }),
    );
    const history = events.reduce(project, project(null, run.started(1, 1)));
    const stored = toDocument(history, 'w');
    expect(JSON.stringify(stored).length).toBeLessThan(9_000_000);
    expect(stored.steps[0]?.output).toBe(output);
    expect(fromDocument(stored).steps.at(-1)?.output).toEqual({ truncated: true });
  });
});
