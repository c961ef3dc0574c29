/** Plays one scenario to its end, and tells every step that did not come out as expected. */
import { toUpshotError } from '@upshot/errors';
import { carryOut } from './carry-out.ts';
import type { Difference } from './differences.ts';
import type { Given } from './given.ts';
import { Looker } from './look-at.ts';
import { playRun, type PlayedRun } from './played-run.ts';
import type { Scenario } from './scenario.ts';
import type { ScriptStep } from './script.ts';

/** A step of the script that came out otherwise: the first is 1, 0 is the beginning itself. */
export interface Failure {
  readonly step: number;
  readonly verb: string;
  readonly message: string;
}

export interface Played {
  readonly name: string;
  readonly failures: readonly Failure[];
  /** What happened, for whoever looks for the reason. */
  readonly story: readonly string[];
}

/** Never throws: what cannot be played is a failure too, and the last. */
export function playScenario({ name, script }: Pick<Scenario, 'name' | 'script'>, given: Given): Played {
  const failures: Failure[] = [];
  let run: PlayedRun | null = null;
  let place = 0;
  try {
    run = playRun(given);
    const looker = new Looker(run);
    for (const step of script) {
      place += 1;
      failures.push(
        ...playStep(step, run, looker).map((message) => ({ step: place, verb: verbOf(step), message })),
      );
    }
  } catch (thrown) {
    const step = script[place - 1];
    const { message } = toUpshotError(thrown);
    failures.push({ step: place, verb: step === undefined ? 'given' : verbOf(step), message });
  }
  return { name, failures, story: run?.story() ?? [] };
}

function playStep(step: ScriptStep, run: PlayedRun, looker: Looker): readonly string[] {
  if ('expect' in step) return looker.look(step.expect).map(messageOf);
  carryOut(step, run);
  return [];
}

const verbOf = (step: ScriptStep): string => Object.keys(step)[0] ?? '';

const messageOf = ({ place, expected, found }: Difference): string =>
  `${place}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found) ?? 'nothing'}`;
