/** A service to be run as a process of its own by the tests; what it does stands in its arguments. */
import { setTimeout as sleep } from 'node:timers/promises';
import { UpshotError } from '@upshot/errors';
import { runService } from '../index.ts';

const [port, mode] = process.argv.slice(2);

await runService({
  name: 'sample',
  healthPort: Number(port),
  healthHost: '127.0.0.1',
  crashAt: mode === 'crash' ? 'sample.started' : undefined,
  stopTimeoutMs: mode === 'stuck' ? 50 : 5_000,
  start: async (kit) => {
    const alive = setInterval(() => {}, 1_000);
    if (mode === 'broken') throw new UpshotError('config_invalid', 'cannot start');
    if (mode === 'away')
      await kit.waitFor('mongo', () => Promise.reject(new UpshotError('store_unavailable', 'away')));
    kit.crashPoint('sample.other');
    kit.crashPoint('sample.started');
    if (mode === 'stalled') setImmediate(() => kit.fail(new UpshotError('bus_unavailable', 'stalled')));
    if (mode === 'unhandled') setImmediate(() => void Promise.reject(new Error('canary')));
    if (mode === 'thrown') setImmediate(() => JSON.parse('{'));
    return {
      checks: [{ name: 'sample', check: () => ({ ready: true }) }],
      stop: async () => {
        kit.log.info({}, 'draining');
        if (mode === 'stuck' || mode === 'slow') await sleep(60_000);
        if (mode === 'failing') throw new UpshotError('bus_unavailable', 'cannot commit');
        clearInterval(alive);
      },
    };
  },
});
