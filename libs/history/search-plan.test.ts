/** Shows what leads a search, and what is asked of what it finds. */
import { describe, expect, it } from 'vitest';
import { placesOf, type Places, type RunQuestion } from './search-plan.ts';

const byTerm = (term: string, others: readonly string[] = [], asksDefinition = false): Places => ({
  first: { term },
  others,
  asksDefinition,
});
const byDefinition = (others: readonly string[] = []): Places => ({
  first: { definitionId: 'd' },
  others,
  asksDefinition: false,
});
const byTenant: Places = { first: null, others: [], asksDefinition: false };

describe('placesOf', () => {
  it.each<[string, RunQuestion, Places]>([
    ['nothing', {}, byTenant],
    ['a record', { module: 'leads', recordId: 'L/1' }, byTerm('w:l/1')],
    ['a record of a definition', { recordId: '1', definitionId: 'd' }, byTerm('w:1', [], true)],
    ['a definition', { definitionId: 'd' }, byDefinition()],
    ['what failed', { statuses: ['failed'] }, byTerm('s:failed')],
    [
      'what failed of a definition',
      { definitionId: 'd', statuses: ['failed'], errorCode: 'x' },
      byTerm('e:x@d', ['s:failed@d']),
    ],
    [
      'what was completed by an action',
      { statuses: ['completed'], action: 'webhook' },
      byTerm('a:webhook', ['s:completed']),
    ],
    [
      'what a definition completed',
      { statuses: ['completed'], definitionId: 'd' },
      byDefinition(['s:completed']),
    ],
    ['a channel', { channel: 'email', statuses: ['failed'] }, byTerm('s:failed', ['c:email'])],
    [
      'words, the longest first',
      { text: 'is Mailbox, full full', definitionId: 'd' },
      byTerm('w:mailbox', ['w:full', 'w:is'], true),
    ],
    ['a family', { rootRunId: 'r', text: 'ab' }, byTerm('t:r', ['w:ab'])],
    ['one of several statuses', { statuses: ['failed', 'skipped'] }, byTenant],
  ])('asks for %s', (_, question, places) => {
    expect(placesOf(question)).toEqual(places);
  });
});
