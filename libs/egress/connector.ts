/** Connects to one address that has been checked, and checks it again on the socket. */
import type { Socket } from 'node:net';
import { isIP } from 'node:net';
import { toUpshotError, UpshotError } from '@upshot/errors';
import { buildConnector } from 'undici';
import type { Networks } from './addresses.ts';
import { checkAddress } from './vetted-addresses.ts';

/** What a pool's connections have in common. */
export interface ConnectorOptions {
  /** The host of the URL, for the certificate's name. */
  readonly host: string;
  /** The address to connect to instead of looking the host up again. */
  readonly address: string;
  readonly allow: Networks;
  readonly connectTimeoutMs: number;
}

/** No connection came about, so that nothing has been sent: another address may be tried. */
export class NotConnected extends UpshotError {
  constructor(cause: unknown) {
    super('http_failed', 'the host cannot be connected to', { cause });
  }
}

/** A connector for undici that knows one address and looks nothing up. */
export function connectorTo(options: ConnectorOptions): buildConnector.connector {
  const { host, address, allow, connectTimeoutMs } = options;
  const connect = buildConnector({ timeout: connectTimeoutMs, allowH2: false, autoSelectFamily: false });
  const servername = isIP(host) === 0 ? host : undefined;
  return (target, callback) => {
    const { protocol, port } = target;
    const secure = protocol === 'https:' && servername !== undefined;
    connect({ protocol, port, hostname: address, ...(secure && { servername }) }, (error, socket) => {
      if (error !== null) return callback(new NotConnected(error), null);
      const reason = reasonAgainst(socket, allow);
      if (reason === undefined) return callback(null, socket);
      socket.destroy();
      return callback(reason, null);
    });
  };
}

function reasonAgainst(socket: Socket, allow: Networks): UpshotError | undefined {
  try {
    checkAddress(socket.remoteAddress, allow);
    return undefined;
  } catch (error) {
    return toUpshotError(error);
  }
}
