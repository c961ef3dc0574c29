/** Runs the local ends as a process of the local set-up. */
import { runService } from '@upshot/service';
import { readEndsConfig } from './config.ts';
import { startEnds } from './ends.ts';

const config = readEndsConfig();

await runService({
  name: 'local-ends',
  healthPort: config.healthPort,
  healthHost: config.host,
  logLevel: config.logLevel,
  start: async (kit) => {
    const ends = await startEnds(config);
    kit.log.info(
      { smtpPort: ends.smtpPort, hooks: ends.hooksUrl, console: ends.consoleUrl },
      'the ends listen',
    );
    return { checks: [], stop: () => ends.close() };
  },
});
