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
  /** Words, all of which are in an error's message or the definition's name, or are the record's id. */
  readonly text?: string | undefined;
}

/**
 * What leads: a term, a definition, or (null) the tenant alone. `others` are terms to be asked of what is found; `of` says whether
 * the definition has to be asked as well.
 */
export interface Places {
  readonly first: { readonly term: string } | { readonly definitionId: string } | null;
  readonly others: readonly string[];
  readonly asksDefinition: boolean;
}

/** The most words that are asked for. */
const MAX_WORDS = 8;

/** The terms of a question, the one that fewest runs have (by what is known without looking) in front. */
export function placesOf(question: RunQuestion): Places {
  const { definitionId, recordId, rootRunId, text = '' } = question;
  const rare = [
    ...(recordId === undefined ? [] : [term.record(recordId)]),
    ...(rootRunId === undefined ? [] : [term.root(rootRunId)]),
    ...wordTerms(text),
    ...ofDefinition(question),
  ];
  const common = commonTerms(question);
  const [first, ...others] = [...rare, ...(definitionId === undefined ? common : [])];
  if (definitionId === undefined)
    return { first: first === undefined ? null : { term: first }, others, asksDefinition: false };
  if (first === undefined) return { first: { definitionId }, others: common, asksDefinition: false };
  // A definition's own term says already whose run it is.
  const says = first.endsWith(`@${definitionId}`);
  return { first: { term: first }, others: [...others, ...common], asksDefinition: !says };
}

/** Long words are rare ones. */
const wordTerms = (text: string): readonly string[] =>
  [...new Set(wordsOf(text))]
    .toSorted((a, b) => b.length - a.length)
    .slice(0, MAX_WORDS)
    .map(term.word);

/** What few runs have, and has a term for each definition. */
function ofDefinition({ definitionId, statuses = [], errorCode }: RunQuestion): readonly string[] {
  const [status] = statuses.length === 1 ? statuses : [];
  const plain = [
    ...(errorCode === undefined ? [] : [term.error(errorCode)]),
    ...(status === undefined || status === 'completed' ? [] : [term.status(status)]),
  ];
  return definitionId === undefined ? plain : plain.map((each) => term.of(definitionId, each));
}

const commonTerms = ({ statuses = [], action, channel }: RunQuestion): readonly string[] => [
  ...(action === undefined ? [] : [term.action(action)]),
  ...(channel === undefined ? [] : [term.channel(channel)]),
  ...(statuses.length === 1 && statuses[0] === 'completed' ? [term.status('completed')] : []),
];
