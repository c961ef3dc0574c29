/** Seeded histories for tests and benchmarks: the same number gives the same run. */
import type { RunHistory, RunHistoryStatus, StepHistory } from '../history.ts';

export interface HistoryOptions {
  readonly tenantId?: string;
  readonly definitions?: number;
  readonly records?: number;
  /** The span of time over which runs are spread, ending at `endMs`. */
  readonly spanMs?: number;
  readonly endMs?: number;
}

const STATUSES: readonly RunHistoryStatus[] = [
  ...Array.from({ length: 15 }, () => 'completed' as const),
  'skipped',
  'failed',
  'failed',
  'cancelled',
  'running',
];
const ACTIONS = ['webhook', 'send_email', 'add_tag', 'update_field', 'send_notification', 'create_task'];
const ERRORS = [
  { code: 'http_failed', message: 'the other side did not answer in time' },
  { code: 'mail_refused', message: 'the mail server refused the message: mailbox full' },
  { code: 'crm_refused', message: 'the CRM database refused the write' },
  { code: 'template_invalid', message: 'the template cannot be rendered' },
];
const MODULES = ['leads', 'contacts', 'opportunities', 'tasks'];
const END_MS = Date.parse('2030-06-01T00:00:00Z');

/** The `index`-th run: two or three steps, one in ten failed. */
export function randomHistory(index: number, options: HistoryOptions = {}): RunHistory {
  const { tenantId = 't1', definitions = 100, records = 200_000 } = options;
  const { spanMs = 30 * 86_400_000, endMs = END_MS } = options;
  const random = seeded(index);
  const pick = <T>(from: readonly T[], otherwise: T): T =>
    from[Math.floor(random() * from.length)] ?? otherwise;
  const definition = Math.floor(random() ** 2 * definitions);
  const status = pick(STATUSES, 'completed');
  const startedAtMs = Math.floor(endMs - random() * spanMs);
  const durationMs = Math.floor(20 + random() ** 4 * 60_000);
  const isOver = status !== 'running';
  const error = status === 'failed' ? pick(ERRORS, { code: 'internal', message: '' }) : null;
  const runId = uuid(random);
  const steps = Array.from({ length: 2 + Math.floor(random() * 2) }, (_, place) =>
    stepOf(runId, place, pick(ACTIONS, 'webhook'), startedAtMs),
  );
  const last = steps.length - 1;
  return {
    runId,
    tenantId,
    definitionId: `def-${definition}`,
    definitionVersion: 1,
    version: 1,
    definitionName: `Flow ${definition}`,
    dialect: 'native',
    module: pick(MODULES, 'leads'),
    triggerName: 'stage_changed',
    recordId: `rec-${Math.floor(random() * records)}`,
    positionId: `pos-${index}`,
    committedAtMs: startedAtMs - 30,
    rootRunId: runId,
    parentRunId: null,
    depth: 0,
    startedBy: null,
    sandbox: random() < 0.01,
    traceId: uuid(random).replaceAll('-', ''),
    status,
    reason: isOver ? 'end_of_graph' : null,
    error: error?.message ?? null,
    endedBy: null,
    startedAtMs,
    finishedAtMs: isOver ? startedAtMs + durationMs : null,
    durationMs: isOver ? durationMs : null,
    lastSeq: steps.length * 2 + 2,
    missedEvents: 0,
    steps: steps.map((step, place) =>
      place === last && error !== null ? { ...step, status: 'failed', error } : step,
    ),
    happenings: [],
    leftOut: { steps: 0, happenings: 0 },
    erasedAtMs: null,
  };
}

const stepOf = (runId: string, place: number, action: string, atMs: number): StepHistory => ({
  stepId: `${runId}-${place}`,
  nodeId: `n${place}`,
  nodeKind: 'action',
  action,
  effectId: `${runId}-e${place}`,
  arms: [],
  status: 'completed',
  answer: null,
  input: { method: 'POST', url: 'https://example.com/hook', body: { id: runId, stage: 'won' } },
  output: { status: 200, body: 'ok' },
  error: null,
  attempts: 1,
  attemptLog: [{ startedAtMs: atMs, finishedAtMs: atMs + 5, errorCode: null }],
  startedAtMs: atMs,
  finishedAtMs: atMs + 5,
  durationMs: 5,
  dueAtMs: null,
});

/** Mulberry32 over a mixed seed: numbers from 0 to 1. */
function seeded(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function uuid(random: () => number): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-');
}
