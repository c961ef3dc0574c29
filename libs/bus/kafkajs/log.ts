/** Turns kafkajs's log into the bus's: quiet, because what matters the bus says itself. */
import type { logCreator } from 'kafkajs';
import type { BusLog } from '../bus.ts';

/** kafkajs reports each retry as an error; all of it goes to `debug`, where a log has that, without stacks or payloads. */
export function quietLogCreator(log: BusLog): logCreator {
  return () =>
    ({ namespace, label, log: entry }) => {
      log.debug?.(`kafkajs: ${entry.message}`, { namespace, level: label });
    };
}
