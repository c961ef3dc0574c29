/** Connections to a real broker that can be cut, refused, robbed of a reply or silenced, to see what the bus makes of it. */
import { connect, Socket } from 'node:net';
import { UpshotError } from '@upshot/errors';
import type { OpenSocket } from '../bus.ts';

/** The requests that a fault can be tied to, by their number in Kafka's protocol. */
export const API = { produce: 0, fetch: 1, offsetCommit: 8, joinGroup: 11, heartbeat: 12 } as const;

/** In a request the length comes first, then the number of the API. */
const API_KEY_AT = 4;

export class FaultyNetwork {
  readonly #sockets = new Set<Socket>();
  readonly #robbed: number[] = [];
  readonly #silenced = new Set<number>();
  #down = false;

  /** How many replies have been taken away. */
  lostReplies = 0;

  /** What has come over all connections that stand. */
  get bytesRead(): number {
    return [...this.#sockets].reduce((sum, socket) => sum + socket.bytesRead, 0);
  }

  /** Pass this to the bus. */
  readonly openSocket: OpenSocket = (address, connected) => {
    if (this.#down) return refused();
    const socket = connect({ ...address }, connected);
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    this.#watch(socket);
    return socket;
  };

  /** From the client's side the broker is gone: connections break and new ones are refused. */
  cut(): void {
    this.#down = true;
    for (const socket of this.#sockets) reset(socket);
  }

  /** Ends every fault; connections that were silenced break. */
  mend(): void {
    this.#down = false;
    this.#robbed.length = 0;
    this.#silenced.clear();
    for (const socket of this.#sockets) if (socket.listenerCount('data') === 0) reset(socket);
  }

  /** The next request of this kind is carried out, but its connection breaks before the reply is read. */
  loseReply(api: number): void {
    this.#robbed.push(api);
  }

  /** Requests of this kind are carried out, and nothing is ever heard of them. */
  silence(api: number): void {
    this.#silenced.add(api);
  }

  #watch(socket: Socket): void {
    socket.write = new Proxy(socket.write, {
      apply: (write, self, args: readonly unknown[]) => {
        this.#onRequest(socket, args[0]);
        return Reflect.apply(write, self, args);
      },
    });
  }

  #onRequest(socket: Socket, request: unknown): void {
    const api = Buffer.isBuffer(request) ? request.readInt16BE(API_KEY_AT) : -1;
    if (this.#silenced.has(api)) socket.removeAllListeners('data');
    const index = this.#robbed.indexOf(api);
    if (index === -1) return;
    this.#robbed.splice(index, 1);
    socket.removeAllListeners('data');
    socket.once('data', () => {
      this.lostReplies += 1;
      reset(socket);
    });
  }
}

/** As when the other side is gone: an error, not just a closed socket. */
function reset(socket: Socket): void {
  socket.destroy(new UpshotError('bus_unavailable', 'connection reset'));
}

function refused(): Socket {
  const socket = new Socket();
  setImmediate(() => socket.destroy(new UpshotError('bus_unavailable', 'connection refused')));
  return socket;
}
