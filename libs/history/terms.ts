/** What a run can be found by: short texts in one index, beside its tenant and its start. */
import { ACTION_CHANNELS } from '@upshot/definitions';
import type { RunHistory } from './history.ts';

/** The most words of a run that are indexed, and the longest of them. */
const MAX_WORDS = 24;
const MAX_WORD_CHARS = 40;
/** The most error codes and actions. */
const MAX_EACH = 16;

/** Named as they are asked for. With `of` a definition, the term of that definition alone. */
export const term = {
  definition: (id: string) => `d:${id}`,
  record: (module: string, recordId: string) => `r:${module}/${recordId}`,
  recordId: (recordId: string) => `i:${recordId}`,
  status: (status: string) => `s:${status}`,
  error: (code: string) => `e:${code}`,
  action: (action: string) => `a:${action}`,
  channel: (channel: string) => `c:${channel}`,
  word: (word: string) => `w:${word}`,
  root: (runId: string) => `t:${runId}`,
  of: (definitionId: string, plain: string) => `${plain}@${definitionId}`,
} as const;

/** The terms of a run. */
export function termsOf(run: RunHistory): readonly string[] {
  const { definitionId, module, recordId } = run;
  const codes = distinct(run.steps.map(({ error }) => error?.code)).slice(0, MAX_EACH);
  const actions = distinct(run.steps.map(actionOf)).slice(0, MAX_EACH);
  const channels = distinct(actions.map(channelOf));
  const shared = [
    term.status(run.status),
    ...codes.map(term.error),
    ...actions.map(term.action),
    ...channels.map(term.channel),
  ];
  return distinct([
    term.definition(definitionId),
    ...(run.erasedAtMs === null ? [term.record(module, recordId), term.recordId(recordId)] : []),
    ...(run.rootRunId === run.runId ? [] : [term.root(run.rootRunId)]),
    ...shared,
    ...shared.map((plain) => term.of(definitionId, plain)),
    ...wordsOfRun(run).map(term.word),
  ]);
}

const actionOf = ({ nodeKind, action }: RunHistory['steps'][number]): string | undefined =>
  nodeKind === 'action' ? action : undefined;

const CHANNELS: ReadonlyMap<string, string> = new Map(Object.entries(ACTION_CHANNELS));

/** The channel of an action; undefined for one that is not known here. */
export const channelOf = (action: string): string | undefined => CHANNELS.get(action);

/** The words of a run: of its definition's name, its record's id, and what errors say. */
function wordsOfRun({ definitionName, recordId, error, steps, erasedAtMs }: RunHistory): readonly string[] {
  const named = erasedAtMs === null ? [definitionName, recordId] : [definitionName];
  const told = erasedAtMs === null ? [error, ...steps.map((step) => step.error?.message)] : [];
  return distinct([...named, ...told].flatMap((text) => wordsOf(text ?? ''))).slice(0, MAX_WORDS);
}

/** The words of a text: letters and digits in lower case, two at least. */
export function wordsOf(text: string): readonly string[] {
  const found =
    text
      .slice(0, 2_000)
      .toLowerCase()
      .match(/[\p{L}\p{N}]{2,}/gu) ?? [];
  return found.map((word) => word.slice(0, MAX_WORD_CHARS));
}

const distinct = (values: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(values.flatMap((value) => (value === undefined || value === '' ? [] : [value]))),
];
