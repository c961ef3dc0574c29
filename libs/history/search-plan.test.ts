/** Shows which term leads a search, and which are asked of what it finds. */
import { describe, expect, it } from 'vitest';
import { placesOf, type RunQuestion } from './search-plan.ts';

describe('placesOf', () => {
  it.each<[string, RunQuestion, readonly string[]]>([
    ['nothing', {}, []],
    ['a record of a module', { module: 'leads', recordId: 'l/1' }, ['r:leads/l/1']],
    ['a record of any module', { recordId: '1', definitionId: 'd' }, ['i:1', 'd:d']],
    ['a definition', { definitionId: 'd' }, ['d:d']],
    ['what failed', { statuses: ['failed'] }, ['s:failed']],
    [
      'what failed of a definition',
      { definitionId: 'd', statuses: ['failed'], errorCode: 'x' },
      ['e:x@d', 's:failed@d'],
    ],
    [
      'what was completed by an action',
      { statuses: ['completed'], action: 'webhook' },
      ['a:webhook', 's:completed'],
    ],
    ['a channel', { channel: 'email', statuses: ['failed'] }, ['s:failed', 'c:email']],
    [
      'words, the longest first',
      { text: 'is Mailbox, full full', definitionId: 'd' },
      ['w:mailbox', 'w:full', 'w:is', 'd:d'],
    ],
    ['a family', { rootRunId: 'r', text: 'ab' }, ['t:r', 'w:ab']],
  ])('asks for %s', (_, question, terms) => {
    const [first = null, ...others] = terms;
    expect(placesOf(question)).toEqual({ first, others });
  });
  it('leaves several statuses to what it finds', () => {
    expect(placesOf({ statuses: ['failed', 'skipped'] })).toEqual({ first: null, others: [] });
  });
});
