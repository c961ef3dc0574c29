/** `npm run reset`: forgets the data of a home that is not running; downloads and chosen ports stay. */
import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readConfig } from './config.ts';
import { homeAt } from './home/home.ts';
import { supervisorOf } from './supervisor/claim.ts';
import { childrenOf } from './supervisor/processes.ts';

const home = homeAt(readConfig().home);
const supervisor = await supervisorOf(home);
const running = supervisor === undefined ? await childrenOf(home.path) : [supervisor];

if (running.length > 0) {
  process.stderr.write(`upshot runs in ${home.path} (pid ${running.join(', ')}): stop it first\n`);
  process.exitCode = 1;
} else {
  const names = await readdir(home.path).catch(() => []);
  for (const name of names.filter((each) => each !== basename(home.portsJson))) {
    await rm(join(home.path, name), { recursive: true, force: true });
  }
  process.stdout.write(`forgot the data in ${home.path}\n`);
}
