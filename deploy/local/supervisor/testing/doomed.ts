/** A supervisor that a test kills: starts one child that outlives a SIGTERM, tells its pid, and stays. */
import { homeAt, makeHome } from '../../home/home.ts';
import { sayOn } from '../../say.ts';
import { claimHome } from '../claim.ts';
import { Supervisor } from '../supervisor.ts';

const [path = '', signalProof] = process.argv.slice(2);
const home = homeAt(path);
const sayFor = sayOn(() => {});
await makeHome(home);
await claimHome(home, sayFor('doomed'));
const supervisor = new Supervisor({ home, inherited: { PATH: '/usr/bin:/bin' }, sayFor });
const ignore = signalProof === undefined ? '' : "trap '' TERM; ";
const child = supervisor.start({
  name: 'left-behind',
  command: 'sh',
  args: ['-c', `${ignore}echo up; while :; do sleep 0.1; done`],
  env: {},
  stopSignal: 'SIGTERM',
  stopWithinMs: 1000,
});
process.stdout.write(`${child.pid ?? ''}\n`);
setInterval(() => {}, 1000);
