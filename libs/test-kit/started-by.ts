/** Whether a change starts a run of a definition: by the kinds that the mapping derives from it, and by the criteria. */
import { listeningCriteria, ROW_KINDS, type Trigger } from '@upshot/definitions';
import { deriveTriggers } from '@upshot/mapping';
import type { Verdict } from '@upshot/rules';
import type { RecordChange } from '@upshot/values';
import { moduleOf, type Judge, type World } from './world.ts';

/** Why a change starts a run, or does not. `other_kind`: what the trigger listens to has not happened. */
export type StartVerdict = Verdict | 'other_kind';

/** The verdict on `change` at `nowMs`. A trigger of time or activity is asked for its criteria alone: its moment has come. */
export function startVerdict(
  trigger: Trigger,
  change: RecordChange,
  world: World,
  judge: Judge,
  nowMs: number,
): StartVerdict {
  const { module } = moduleOf(world, trigger.module);
  const certainty = certaintyOf(trigger, change, module);
  if (certainty === null) return 'other_kind';
  const criteria = listeningCriteria(trigger, Object.values(module?.scores ?? {}));
  const verdict = judge(criteria, change, nowMs);
  return verdict === 'match' && certainty !== 'certain' ? certainty : verdict;
}

function certaintyOf(
  { kind }: Trigger,
  change: RecordChange,
  module: ReturnType<typeof moduleOf>['module'],
): 'certain' | 'prior_unknown' | null {
  if (!ROW_KINDS.some((each) => each === kind)) return 'certain';
  const derived = module === undefined ? [] : deriveTriggers(module, change);
  return derived.find((each) => each.kind === kind)?.certainty ?? null;
}
