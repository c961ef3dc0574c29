/** The dispatcher's process: one consumer group and topic for each of its channels. */
import { processOptions, runService } from '@upshot/service';
import { config } from './config.ts';
import { openDispatcher } from './open-dispatcher.ts';

const settings = config();
await runService({
  name: 'dispatcher',
  ...processOptions(settings),
  start: (kit) => openDispatcher(kit, settings),
});
