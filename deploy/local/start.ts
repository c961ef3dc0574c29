/** `npm start`: brings the whole set-up up, says how to try it, and stays until it is told to stop. */
import { UpshotError } from '@upshot/errors';
import { card } from './card.ts';
import { readConfig, type LocalConfig } from './config.ts';
import { openUpshot } from './start-upshot.ts';
import { untilStopped } from './supervisor/until-stopped.ts';

const write = (text: string): void => void process.stdout.write(text);

async function main(config: LocalConfig): Promise<void> {
  const begun = performance.now();
  const upshot = await openUpshot(config, write);
  await untilStopped({
    begin: async () => {
      const local = await upshot.begin();
      write(await card(local, (performance.now() - begun) / 1000));
    },
    stop: () => upshot.stop(),
    kill: () => upshot.kill(),
    say: upshot.say,
  });
}

try {
  await main(readConfig());
} catch (error) {
  if (!(error instanceof UpshotError)) throw error;
  process.stderr.write(`upshot: ${error.message}\n`);
  process.exitCode = 1;
}
