/** The folder of one set-up: its data, logs, and the files that scripts read. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface Home {
  readonly path: string;
  readonly localJson: string;
  readonly keysJson: string;
  readonly portsJson: string;
  /** Names the supervisor that holds this home. */
  readonly supervisorJson: string;
  readonly logs: string;
  readonly data: string;
}

/** The paths inside a home; touches nothing. */
export function homeAt(path: string): Home {
  return {
    path,
    localJson: join(path, 'local.json'),
    keysJson: join(path, 'keys.json'),
    portsJson: join(path, 'ports.json'),
    supervisorJson: join(path, 'supervisor.json'),
    logs: join(path, 'logs'),
    data: join(path, 'data'),
  };
}

/** Makes the folders of a home where they are missing. */
export async function makeHome(home: Home): Promise<void> {
  await mkdir(home.logs, { recursive: true });
  await mkdir(home.data, { recursive: true });
}
