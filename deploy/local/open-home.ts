/** Opens a home: its folders, the claim on it, its ports, and a supervisor for what runs in it. */
import type { LocalConfig } from './config.ts';
import { homeAt, makeHome, type Home } from './home/home.ts';
import { PORT_VARIABLES, type AnyPortName } from './home/port-names.ts';
import { choosePorts, isFree, readPorts, seedOf, writePorts, type Ports } from './home/ports.ts';
import { sayOn, type SayFor } from './say.ts';
import { claimHome, releaseHome } from './supervisor/claim.ts';
import { Supervisor } from './supervisor/supervisor.ts';

export interface OpenedHome {
  readonly home: Home;
  readonly ports: Ports;
  readonly supervisor: Supervisor;
  readonly sayFor: SayFor;
  /** Stops everything in this order and gives the home back. */
  close(groups: readonly (readonly string[])[]): Promise<void>;
}

/** Opens the home of `config`; `morePorts` are wanted besides the known ones. */
export async function openHome(
  config: LocalConfig,
  morePorts: readonly AnyPortName[],
  write: (line: string) => void,
): Promise<OpenedHome> {
  const home = homeAt(config.home);
  const sayFor = sayOn(write);
  await makeHome(home);
  await claimHome(home, sayFor('upshot'));
  const ports = await portsOf(config, home, morePorts);
  const supervisor = new Supervisor({ home, inherited: config.inherited, sayFor });
  const close = async (groups: readonly (readonly string[])[]): Promise<void> => {
    await supervisor.stop(groups);
    await releaseHome(home);
  };
  return { home, ports, supervisor, sayFor, close };
}

async function portsOf(config: LocalConfig, home: Home, more: readonly AnyPortName[]): Promise<Ports> {
  const names: AnyPortName[] = [...PORT_VARIABLES.map(([name]) => name), 'kafka-controller', ...more];
  const ports = await choosePorts({
    names,
    fixed: config.fixedPorts,
    remembered: await readPorts(home.portsJson),
    seed: seedOf(home.path),
    isFree,
  });
  await writePorts(home.portsJson, ports);
  return ports;
}
