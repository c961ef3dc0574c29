/** `npm test`: every check and every level of tests; the engines are started once for those that need them. */
import { delimiter, dirname } from 'node:path';
import { CHECKS } from './checks/checks.ts';
import { runCheck } from './checks/run-check.ts';
import { count, summary, type Outcome } from './checks/tally.ts';
import { readConfig, type LocalConfig } from './config.ts';
import { engineEnvironment } from './engines/urls.ts';
import { borrowEngines } from './testing/borrow-engines.ts';
import type { BorrowedEngines } from './testing/borrowed-engines.ts';

const config = readConfig();
const outcomes: Outcome[] = [];
let engines: BorrowedEngines | undefined;

for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => void giveUp());

for (const check of CHECKS) {
  if (check.onEngines && engines === undefined) {
    process.stdout.write('\n== engines\n');
    engines = await borrowOrSay(config);
  }
  if (check.onEngines && engines === undefined) {
    outcomes.push({ name: check.name, passed: 0, failed: 1, seconds: 0 });
  } else {
    outcomes.push(await runCheck(check, config.root, environment(config, engines)));
  }
}

await engines?.giveBack();
process.stdout.write(summary(outcomes));
process.exitCode = count(outcomes, 'failed') === 0 ? 0 : 1;

async function borrowOrSay(given: LocalConfig): Promise<BorrowedEngines | undefined> {
  try {
    return await borrowEngines(given);
  } catch (error) {
    process.stdout.write(
      `the engines did not start: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    return undefined;
  }
}

/** This Node first in the path, so that every tool runs on it. */
function environment(given: LocalConfig, borrowed: BorrowedEngines | undefined): Record<string, string> {
  const path = [dirname(process.execPath), given.inherited['PATH'] ?? ''].join(delimiter);
  const urls = borrowed === undefined ? {} : engineEnvironment(borrowed.urls);
  return { ...given.inherited, ...urls, PATH: path, UPSHOT_CACHE: given.cache };
}

async function giveUp(): Promise<void> {
  await engines?.giveBack();
  process.exit(130);
}
