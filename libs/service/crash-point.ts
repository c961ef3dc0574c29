/** Places at which tests may have the process killed as by a power cut. */

/**
 * Returns what a service calls at its crash points (`runner.committed`, `dispatcher.delivered`, …). The process kills
 * itself with SIGKILL at the point named `crashAt`, which comes from `UPSHOT_CRASH_AT` by way of the service's config.ts.
 */
export function createCrashPoint(crashAt: string | undefined): (name: string) => void {
  if (crashAt === undefined) return () => {};
  return (name) => {
    if (name === crashAt) process.kill(process.pid, 'SIGKILL');
  };
}
