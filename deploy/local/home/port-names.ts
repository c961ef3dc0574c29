/** The ports of the local set-up: their names, the variables that fix them, and the addresses they are bound on. */

/** Ports that an operator can fix, each with its variable. */
export const PORT_VARIABLES = [
  ['http', 'UPSHOT_HTTP_PORT'],
  ['console', 'UPSHOT_CONSOLE_PORT'],
  ['kafka', 'UPSHOT_KAFKA_PORT'],
  ['registry', 'UPSHOT_REGISTRY_PORT'],
  ['connect', 'UPSHOT_CONNECT_PORT'],
  ['mongo', 'UPSHOT_MONGO_PORT'],
  ['redis', 'UPSHOT_REDIS_PORT'],
  ['postgres', 'UPSHOT_POSTGRES_PORT'],
  ['smtp', 'UPSHOT_SMTP_PORT'],
  ['hooks', 'UPSHOT_HOOKS_PORT'],
] as const;

/** A port that an operator can fix. */
export type PortName = (typeof PORT_VARIABLES)[number][0];

/** Every port, with those that only this set-up uses: the KRaft controller's and each service's health port. */
export type AnyPortName = PortName | 'kafka-controller' | `health:${string}`;

/** The catcher of webhooks has a loopback address of its own, so that allowing it allows nothing else. */
export const HOOKS_HOST = '127.77.0.1';

/** Loopback: nothing of the local set-up listens on another address. */
export const HOST = '127.0.0.1';

/** The address that a port is bound on. */
export const hostOf = (name: AnyPortName): string => (name === 'hooks' ? HOOKS_HOST : HOST);

/** The variable that fixes a port; undefined for the internal ones. */
export function variableOf(name: AnyPortName): string | undefined {
  return PORT_VARIABLES.find(([each]) => each === name)?.[1];
}
