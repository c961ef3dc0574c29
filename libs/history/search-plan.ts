/** Turns what is asked into terms: the rarest leads through the index, the others are asked of what it finds. Pure. */
import type { RunHistoryStatus } from './history.ts';
import { term, wordsOf } from './terms.ts';

/** What a run is found by. All that is given has to hold. */
export interface RunQuestion {
  readonly definitionId?: string | undefined;
  readonly module?: string | undefined;
  readonly recordId?: string | undefined;
  readonly rootRunId?: string | undefined;
  readonly statuses?: readonly RunHistoryStatus[] | undefined;
  readonly errorCode?: string | undefined;
  readonly action?: string | undefined;
  readonly channel?: string | undefined;
  /** Words, all of which are in an error's message, the definition's name or the record's id. */
  readonly text?: string | undefined;
}

/** `first` leads; null where only the tenant and the time are asked for. */
export interface Places {
  readonly first: string | null;
  readonly others: readonly string[];
}

/** The most words that are asked for. */
const MAX_WORDS = 8;

/** The terms of a question, the one that fewest runs have (by what is known without looking) in front. */
export function placesOf(question: RunQuestion): Places {
  const [first = null, ...others] = [
    ...recordTerms(question),
    ...(question.rootRunId === undefined ? [] : [term.root(question.rootRunId)]),
    ...wordTerms(question.text ?? ''),
    ...sharedTerms(question),
  ];
  return { first, others };
}

function recordTerms({ module, recordId }: RunQuestion): readonly string[] {
  if (recordId === undefined) return [];
  return [module === undefined ? term.recordId(recordId) : term.record(module, recordId)];
}

/** Long words are rare ones. */
const wordTerms = (text: string): readonly string[] =>
  [...new Set(wordsOf(text))]
    .toSorted((a, b) => b.length - a.length)
    .slice(0, MAX_WORDS)
    .map(term.word);

/** What many runs share; of one definition each has a term of its own. */
function sharedTerms({ definitionId, statuses = [], errorCode, action, channel }: RunQuestion) {
  const [status] = statuses.length === 1 ? statuses : [];
  const isRare = status !== undefined && status !== 'completed';
  const shared = [
    ...(errorCode === undefined ? [] : [term.error(errorCode)]),
    ...(isRare ? [term.status(status)] : []),
    ...(action === undefined ? [] : [term.action(action)]),
    ...(channel === undefined ? [] : [term.channel(channel)]),
    ...(status === 'completed' ? [term.status(status)] : []),
  ];
  if (definitionId === undefined) return shared;
  if (shared.length === 0) return [term.definition(definitionId)];
  return shared.map((plain) => term.of(definitionId, plain));
}
