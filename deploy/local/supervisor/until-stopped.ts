/** The life of a command that stays: begins, waits for a signal, stops in order; a second signal kills. */
import { UpshotError } from '@upshot/errors';
import type { Say } from '../say.ts';

export interface Staying {
  readonly begin: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly kill: () => void;
  readonly say: Say;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Resolves when everything has stopped; sets the exit code to 1 when the beginning failed. */
export async function untilStopped(staying: Staying): Promise<void> {
  const told = onSignal(staying);
  const failed = staying.begin().then(
    () => told,
    (error: unknown) => {
      process.exitCode = 1;
      staying.say(
        error instanceof UpshotError
          ? `could not start: ${error.message}`
          : `could not start: ${String(error)}`,
      );
    },
  );
  await Promise.race([told, failed]);
  staying.say('stops');
  await staying.stop();
  staying.say('stopped, nothing is left running');
  process.exit();
}

function onSignal(staying: Staying): Promise<void> {
  return new Promise((done) => {
    let signals = 0;
    for (const name of SIGNALS) {
      process.on(name, () => {
        signals += 1;
        if (signals === 2) {
          staying.kill();
          process.exit(130);
        }
        done();
      });
    }
  });
}
