/** One question and the first bytes of its answer over TCP. */
import { connect } from 'node:net';
import { UpshotError } from '@upshot/errors';

const TIMEOUT_MS = 2_000;

/** Sends `question` and resolves with the first bytes that come back; rejects with `setup_failed` otherwise. */
export function exchange(address: { host: string; port: number }, question: Buffer): Promise<Buffer> {
  return new Promise((done, fail) => {
    const socket = connect(address, () => socket.write(question));
    const end = (why: string): void => {
      socket.destroy();
      fail(new UpshotError('setup_failed', why));
    };
    socket.setTimeout(TIMEOUT_MS, () => end('no answer in time'));
    socket.once('error', (error) => end(error.message));
    socket.once('close', () => end('closed without an answer'));
    socket.once('data', (answer) => {
      socket.destroy();
      done(Buffer.from(answer));
    });
  });
}
