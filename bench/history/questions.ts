/** What people ask of the history: each kind of question, drawn anew for every turn. */
import type { SearchRuns } from '@upshot/history';
import { randomHistory } from '@upshot/history/testing/histories';

export interface Drawn {
  /** From 0 to 1. */
  readonly random: () => number;
  /** How many runs there are. */
  readonly runs: number;
}

type Draw = (drawn: Drawn) => Omit<SearchRuns, 'limit'>;

export const HISTORY = { definitions: 100, records: 200_000 } as const;
const DAY_MS = 86_400_000;

/** Any run, so that what is asked for is as common as it is in the history. */
const someRun = ({ random, runs }: Drawn) => randomHistory(Math.floor(random() * runs), HISTORY);

const pick = <T>({ random }: Drawn, from: readonly T[], otherwise: T): T =>
  from[Math.floor(random() * from.length)] ?? otherwise;

/** Within a day of the history's month. */
function someDay(drawn: Drawn): Pick<SearchRuns, 'fromMs' | 'toMs'> {
  const { startedAtMs } = someRun(drawn);
  return { fromMs: startedAtMs, toMs: startedAtMs + DAY_MS };
}

const CODES = ['http_failed', 'mail_refused', 'crm_refused', 'template_invalid'];
const WORDS = ['mailbox full', 'answer in time', 'refused the write', 'rendered'];

/** By name, each in one turn of the benchmark. */
export const QUESTIONS: Readonly<Record<string, Draw>> = {
  newest: () => ({}),
  definition: (drawn) => ({ definitionId: someRun(drawn).definitionId }),
  record: (drawn) => ({ module: someRun(drawn).module, recordId: someRun(drawn).recordId }),
  recordOfRun: (drawn) => {
    const { module, recordId } = someRun(drawn);
    return { module, recordId };
  },
  failedOfDefinition: (drawn) => ({ definitionId: someRun(drawn).definitionId, statuses: ['failed'] }),
  failedInDay: (drawn) => ({ statuses: ['failed'], ...someDay(drawn) }),
  errorOfDefinition: (drawn) => ({
    definitionId: someRun(drawn).definitionId,
    errorCode: pick(drawn, CODES, 'internal'),
  }),
  channelFailed: (drawn) => ({
    channel: pick(drawn, ['email', 'webhook', 'crm'], 'crm'),
    statuses: ['failed'],
  }),
  actionInDay: (drawn) => ({ action: pick(drawn, ['webhook', 'add_tag'], 'webhook'), ...someDay(drawn) }),
  text: (drawn) => ({ text: pick(drawn, WORDS, 'full') }),
  textOfDefinition: (drawn) => ({
    text: pick(drawn, WORDS, 'full'),
    definitionId: someRun(drawn).definitionId,
  }),
  several: (drawn) => ({ statuses: ['failed', 'cancelled'], definitionId: someRun(drawn).definitionId }),
  rare: (drawn) => ({ statuses: ['running'], action: 'create_task', sandbox: true, ...someDay(drawn) }),
};
