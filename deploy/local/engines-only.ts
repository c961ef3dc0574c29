/** Starts the engines alone, prints their addresses as JSON, and stays until it is told to stop. */
import { readConfig } from './config.ts';
import { openHome } from './open-home.ts';
import { startEngines, stopOrder } from './engines/start.ts';
import { untilStopped } from './supervisor/until-stopped.ts';

const config = readConfig();
const opened = await openHome(config, [], (line) => process.stderr.write(line));
await untilStopped({
  begin: async () => {
    const urls = await startEngines({ config, ...opened });
    process.stdout.write(`${JSON.stringify(urls)}\n`);
  },
  stop: () => opened.close(stopOrder()),
  kill: () => opened.supervisor.kill(),
  say: opened.sayFor('upshot'),
});
