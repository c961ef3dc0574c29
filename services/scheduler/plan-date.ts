/**
 * What a plan or a withdrawal makes of a date's timer. Pure: the newer one by version and source position counts, so that
 * commands may come late and again; an occurrence that has fired is not set anew.
 */
import type { PlannedDate } from '@upshot/schemas';
import { DATE_KEPT_MS, FIRED_KEPT, shardOf, type DateTimer } from './ports/timer.ts';

/** A date's timer to set or move, or to cancel. */
export interface DateChange {
  readonly verb: 'plan' | 'withdraw';
  readonly timerId: string;
  readonly tenantId: string;
  readonly dueAtMs: number;
  readonly date: PlannedDate;
  readonly traceparent: string | null;
}

type Facts = DateTimer['date'];

/** The timer after `change`: `known` itself where that changes nothing, null where there is nothing to wait for. */
export function planDate(known: DateTimer | null, change: DateChange, nowMs: number): DateTimer | null {
  if (known === null) return begin(change);
  if (change.date.follows !== null) return follow(known, change.date.follows, change, nowMs);
  switch (ageOf(change.date, known.date)) {
    case 'older':
      return known;
    case 'newer':
      return change.verb === 'plan'
        ? move(known, change, nowMs)
        : cancel(known, factsOf(known, change), nowMs);
    case 'apart':
      return lookAgain(known, change, nowMs);
  }
}

function begin(change: DateChange): DateTimer | null {
  const { timerId, tenantId, date } = change;
  if (change.verb === 'withdraw' || !liesAhead(change)) return null;
  const { follows, ...facts } = date;
  const fired = follows === null || follows === '' ? [] : [follows];
  const none = { state: 'cancelled', shard: shardOf(timerId), revision: 0 } as const;
  return wait({ _id: timerId, tenantId, ...idle(change), ...none, date: { ...facts, fired } }, change);
}

/**
 * How a command stands to what is known. `apart`: it knows a later change and an earlier version, or the other way round, so
 * that neither tells when the date is due now.
 */
function ageOf(next: PlannedDate, known: Facts): 'older' | 'newer' | 'apart' {
  const version = Math.sign(next.definitionVersion - known.definitionVersion);
  const position = next.sequence === known.sequence ? 0 : next.sequence > known.sequence ? 1 : -1;
  // Of two readings of one state the more generous counts: a change may be made up for where an existing record is not.
  if (version === 0 && position === 0) return next.fromMs < known.fromMs ? 'newer' : 'older';
  if (version >= 0 && position >= 0) return 'newer';
  return version <= 0 && position <= 0 ? 'older' : 'apart';
}

function move(known: DateTimer, change: DateChange, nowMs: number): DateTimer {
  const { fired } = known.date;
  const { occurrence, fromMs, definitionVersion } = change.date;
  const facts = factsOf(known, change);
  const hasFired = occurrence !== '' && fired.includes(occurrence);
  const unmoved =
    known.state === 'pending' &&
    definitionVersion === known.date.definitionVersion &&
    valueOf(occurrence) === valueOf(known.date.occurrence);
  // What was due before the change was made, and has not been fired for being late, still counts.
  if (unmoved && occurrence !== '' && (hasFired || known.dueAtMs <= fromMs))
    return touched(known, { ...facts, occurrence: known.date.occurrence });
  if (hasFired || !liesAhead(change))
    return known.state === 'pending' ? cancel(known, facts, nowMs) : touched(known, facts);
  return wait({ ...known, date: facts }, change);
}

/** What comes after an occurrence has fired; nothing where a later change has moved the date already. */
function follow(known: DateTimer, follows: string, change: DateChange, nowMs: number): DateTimer {
  if (known.date.occurrence !== follows || known.state === 'cancelled') return known;
  const facts = latest(known.date, {
    ...factsOf(known, change),
    fired: withFired(known.date.fired, follows),
  });
  if (change.verb === 'withdraw') return cancel(known, facts, nowMs);
  if (!liesAhead(change) || facts.fired.includes(change.date.occurrence))
    return { ...over(known, facts, nowMs), state: 'fired' };
  return wait({ ...known, date: facts }, change);
}

/** Due at once, without an occurrence: whoever knows the record and the definition has to look again. */
function lookAgain(known: DateTimer, change: DateChange, nowMs: number): DateTimer {
  const { sequence, fromMs } = change.date.sequence > known.date.sequence ? change.date : known.date;
  const facts = { ...latest(known.date, factsOf(known, change)), sequence, fromMs, occurrence: '' };
  return wait({ ...known, date: facts }, { ...change, dueAtMs: nowMs });
}

const latest = (known: Facts, next: Facts): Facts => ({
  ...next,
  definitionVersion: Math.max(known.definitionVersion, next.definitionVersion),
  sequence: known.sequence > next.sequence ? known.sequence : next.sequence,
});

function factsOf(known: DateTimer, { date }: DateChange): Facts {
  const { follows: _, ...facts } = date;
  return { ...facts, fired: known.date.fired };
}

/** The due value of an occurrence: the calendar writes `value` or `value+months`, and no value holds a plus. */
const valueOf = (occurrence: string): string => occurrence.split('+', 1)[0] ?? '';

const liesAhead = ({ dueAtMs, date }: DateChange): boolean => date.occurrence === '' || dueAtMs > date.fromMs;

const withFired = (fired: readonly string[], occurrence: string): readonly string[] =>
  occurrence === '' || fired.includes(occurrence) ? fired : [...fired, occurrence].slice(-FIRED_KEPT);

const idle = ({ dueAtMs, traceparent }: Pick<DateChange, 'dueAtMs' | 'traceparent'>) => ({
  dueAtMs,
  traceparent,
  lease: null,
  leaseUntilMs: 0,
});

function wait(timer: DateTimer, change: Pick<DateChange, 'dueAtMs' | 'traceparent'>): DateTimer {
  const { expireAt: _, ...kept } = timer;
  return { ...kept, ...idle(change), state: 'pending', revision: timer.revision + 1 };
}

const touched = (timer: DateTimer, date: Facts): DateTimer => ({
  ...timer,
  date,
  revision: timer.revision + 1,
});

const over = (timer: DateTimer, date: Facts, nowMs: number): DateTimer => ({
  ...touched(timer, date),
  lease: null,
  leaseUntilMs: 0,
  expireAt: new Date(nowMs + DATE_KEPT_MS),
});

const cancel = (timer: DateTimer, date: Facts, nowMs: number): DateTimer => ({
  ...over(timer, date, nowMs),
  state: 'cancelled',
});
