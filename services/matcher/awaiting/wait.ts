/** What is known of one wait for an activity: what began it, what came, and which beginning each answered. Pure. */

/** An activity, as far as a run or a timer needs it later. */
export interface Happened {
  /** The event's own; what comes again has the same. */
  readonly positionId: string;
  readonly atMs: number;
  readonly recordId: string;
  /** JSON of the record as it was when the event came. */
  readonly image: string;
  /** JSON of what the event itself says of it. */
  readonly told: string;
}

export interface Wait {
  /** The newest activity that began it; one that comes while it lasts begins it anew. */
  readonly begun: Happened | null;
  /** What was awaited and came, the latest few: it may come before what it answers. */
  readonly came: readonly Happened[];
  readonly answers: readonly Answer[];
}

interface Answer {
  readonly begun: string;
  readonly by: string;
}

/**
 * What follows. The same activity coming again gives the same: `waiting` until the limit has passed, or `answered` in time; null
 * where it changes nothing for anybody.
 */
export type Outcome =
  | { readonly kind: 'waiting'; readonly begun: Happened }
  | { readonly kind: 'answered'; readonly by: Happened }
  | null;

export interface Stepped {
  readonly wait: Wait;
  readonly outcome: Outcome;
}

export const NO_WAIT: Wait = { begun: null, came: [], answers: [] };

/** So many of the latest are remembered. */
const REMEMBERED = 10;

/** What is awaited has begun to be awaited. */
export function begin(wait: Wait, begun: Happened, limitMs: number): Stepped {
  const known = wait.begun;
  const isKnown = known?.positionId === begun.positionId || isAnswered(wait, begun);
  if (isKnown || (known !== null && known.atMs >= begun.atMs))
    return { wait, outcome: outcomeOf(wait, begun) };
  const by = wait.came.find((each) => isInTime(begun, each, limitMs));
  const answers = by === undefined ? wait.answers : latest([...wait.answers, answerOf(begun, by)]);
  const next = { ...wait, begun, answers };
  return { wait: next, outcome: outcomeOf(next, begun) };
}

/** What is awaited has come, in time or not, before or after what it answers. */
export function come(wait: Wait, by: Happened, limitMs: number): Stepped {
  const isKnown = wait.came.some(({ positionId }) => positionId === by.positionId);
  const came = isKnown ? wait.came : latest([...wait.came, by].toSorted((a, b) => a.atMs - b.atMs));
  const { begun } = wait;
  const isNew = begun !== null && !isAnswered(wait, begun) && isInTime(begun, by, limitMs);
  const answers = isNew ? latest([...wait.answers, answerOf(begun, by)]) : wait.answers;
  const answered = answers.some((each) => each.by === by.positionId);
  const next = isKnown && !isNew ? wait : { ...wait, came, answers };
  return { wait: next, outcome: answered ? { kind: 'answered', by } : null };
}

/** Whether nobody answered what began it. */
export const isOpen = (wait: Wait): wait is Wait & { readonly begun: Happened } =>
  wait.begun !== null && !isAnswered(wait, wait.begun);

/** Of a beginning that a newer one has replaced unanswered, nothing follows any more. */
function outcomeOf(wait: Wait, begun: Happened): Outcome {
  const answer = wait.answers.find((each) => each.begun === begun.positionId);
  const by = wait.came.find(({ positionId }) => positionId === answer?.by);
  if (by !== undefined) return { kind: 'answered', by };
  return wait.begun?.positionId === begun.positionId ? { kind: 'waiting', begun } : null;
}

const isAnswered = (wait: Wait, { positionId }: Happened): boolean =>
  wait.answers.some(({ begun }) => begun === positionId);

const isInTime = (begun: Happened, by: Happened, limitMs: number): boolean =>
  by.positionId !== begun.positionId && by.atMs >= begun.atMs && by.atMs <= begun.atMs + limitMs;

const answerOf = (begun: Happened, by: Happened): Answer => ({ begun: begun.positionId, by: by.positionId });

const latest = <T>(list: readonly T[]): readonly T[] => list.slice(-REMEMBERED);
