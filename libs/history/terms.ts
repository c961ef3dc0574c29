/** What a run can be found by: short texts in one index, beside its tenant and its start. Few of them: each costs every run. */
import { ACTION_CHANNELS } from '@upshot/definitions';
import type { RunHistory } from './history.ts';

/** The most words of a run that are indexed, and the longest of them. */
const MAX_WORDS = 20;
const MAX_WORD_CHARS = 64;
/** The most error codes and actions. */
const MAX_EACH = 16;

/** Named as they are asked for; with `of`, the term of one definition alone. A record's id is a word like others. */
export const term = {
  status: (status: string) => `s:${status}`,
  error: (code: string) => `e:${code}`,
  action: (action: string) => `a:${action}`,
  channel: (channel: string) => `c:${channel}`,
  word: (word: string) => `w:${word}`,
  record: (recordId: string) => `w:${cut(recordId.toLowerCase())}`,
  root: (runId: string) => `t:${runId}`,
  of: (definitionId: string, plain: string) => `${plain}@${definitionId}`,
} as const;

const cut = (word: string): string => word.slice(0, MAX_WORD_CHARS);

/** The terms of a run. */
export function termsOf(run: RunHistory): readonly string[] {
  const { definitionId } = run;
  const codes = distinct(run.steps.map(({ error }) => error?.code)).slice(0, MAX_EACH);
  const actions = distinct(run.steps.map(actionOf)).slice(0, MAX_EACH);
  const rare = [term.status(run.status), ...codes.map(term.error)];
  return distinct([
    ...rare,
    ...rare.map((plain) => term.of(definitionId, plain)),
    ...actions.map(term.action),
    ...actions.map(channelOf).map((channel) => (channel === undefined ? undefined : term.channel(channel))),
    ...(run.erasedAtMs === null ? [term.record(run.recordId)] : []),
    ...(run.rootRunId === run.runId ? [] : [term.root(run.rootRunId)]),
    ...wordsOfRun(run).map(term.word),
  ]);
}

const actionOf = ({ nodeKind, action }: RunHistory['steps'][number]): string | undefined =>
  nodeKind === 'action' ? action : undefined;

const CHANNELS: ReadonlyMap<string, string> = new Map(Object.entries(ACTION_CHANNELS));

/** The channel of an action; undefined for one that is not known here. */
export const channelOf = (action: string): string | undefined => CHANNELS.get(action);

/** The words of a run: of its definition's name, and of what its errors say. */
function wordsOfRun({ definitionName, error, steps, erasedAtMs }: RunHistory): readonly string[] {
  const told = erasedAtMs === null ? [error, ...steps.map((step) => step.error?.message)] : [];
  return distinct([definitionName, ...told].flatMap((text) => wordsOf(text ?? ''))).slice(0, MAX_WORDS);
}

const LETTERS = /[\p{L}\p{N}]{2,}/gu;
/** What stands around a word and is none of it. */
const AROUND = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;
/** What looks like an id, a number or an address stays in one piece. */
const IN_ONE_PIECE = /\p{N}[^\p{L}\p{N}]|[^\p{L}\p{N}].*\p{N}|@/u;

/** The words of a text in lower case: letters and digits, two at least; `rec-17` is one word, `half-done` are two. */
export function wordsOf(text: string): readonly string[] {
  const pieces = text.slice(0, 2_000).toLowerCase().split(/\s+/u);
  return pieces.flatMap((piece) => {
    const word = piece.replaceAll(AROUND, '');
    if (word.length > 1 && IN_ONE_PIECE.test(word)) return [cut(word)];
    return (word.match(LETTERS) ?? []).map(cut);
  });
}

const distinct = (values: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(values.flatMap((value) => (value === undefined || value === '' ? [] : [value]))),
];
