/** A bell: lets a loop sleep until somebody rings, its time is up, or it is told to stop. */

export interface Bell {
  /** Ends the sleep, or the next one where nobody sleeps. */
  ring(): void;
  /** Resolves after `ms` at the latest. */
  sleep(ms: number): Promise<void>;
}

/** A bell for one sleeper. */
export function createBell(): Bell {
  let rung = false;
  let wake: (() => void) | null = null;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async sleep(ms) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, rung ? 0 : ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      [rung, wake] = [false, null];
    },
  };
}
