/** `npm run reset`: forgets the data of a home that is not running; downloads and chosen ports stay. */
import { rm } from 'node:fs/promises';
import { readConfig } from './config.ts';
import { homeAt } from './home/home.ts';
import { supervisorOf } from './supervisor/claim.ts';
import { childrenOf } from './supervisor/processes.ts';

const home = homeAt(readConfig().home);
const running = await supervisorOf(home);
const children = await childrenOf(home.path);

if (running !== undefined || children.length > 0) {
  process.stderr.write(`upshot runs (pid ${running ?? children.join(', ')}): stop it first\n`);
  process.exitCode = 1;
} else {
  for (const path of [home.data, home.logs, home.keysJson, home.localJson, home.supervisorJson]) {
    await rm(path, { recursive: true, force: true });
  }
  process.stdout.write(`forgot the data in ${home.path}\n`);
}
