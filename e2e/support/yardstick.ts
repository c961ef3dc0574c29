/** A peer for idle services: it wakes five times a second for a kilobyte over a socket, so it costs what waking costs on this machine now. */
import { connect, createServer } from 'node:net';

const EVERY_MS = 200;
const BYTES = 1024;

const server = createServer((socket) => void socket.pipe(socket));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  const client = connect(address.port, '127.0.0.1').resume();
  setInterval(() => client.write(Buffer.alloc(BYTES)), EVERY_MS);
});
