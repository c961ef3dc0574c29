/** Shows what a run can be found by. */
import { describe, expect, it } from 'vitest';
import { project, type RunHistory } from './index.ts';
import { term, termsOf, wordsOf } from './terms.ts';
import { eventsOf } from './testing/events.ts';

const run = eventsOf('r1');
const history = [
  run.started(1, 1_000, { rootRunId: 'r0', definitionName: 'Win back Zürich', recordId: 'O-17' }),
  run.stepStarted(2, 1_000, 's1', { action: 'send_email' }),
  run.stepFinished(3, 1_010, 's1', {
    outcome: 'failed',
    errorCode: 'mail_refused',
    errorMessage: 'mailbox full: win',
  }),
  run.stepStarted(4, 1_020, 's2', { nodeKind: 'wait', action: 'wait' }),
].reduce<RunHistory | null>(project, null);

describe('termsOf', () => {
  it('names all that a run is found by, each once', () => {
    if (history === null) expect.unreachable();
    const terms = termsOf(history);
    expect(terms).toEqual([
      's:running',
      'e:mail_refused',
      's:running@d1',
      'e:mail_refused@d1',
      'a:send_email',
      'c:email',
      'w:o-17',
      't:r0',
      ...['win', 'back', 'zürich', 'mailbox', 'full'].map(term.word),
    ]);
  });
});

describe('wordsOf', () => {
  it.each([
    ['', []],
    ['a bc, D-e.fG', ['bc', 'fg']],
    ['Ärger 42 a', ['ärger', '42']],
    ['x'.repeat(80), ['x'.repeat(64)]],
    ['(rec-17), half-done; a.b@c.de 3,5 v2', ['rec-17', 'half', 'done', 'a.b@c.de', '3,5', 'v2']],
  ])('%j', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });
});
