/** Asks a broker whether it serves requests, in the one request that needs no agreed version. */
import { exchange } from './tcp.ts';

const API_VERSIONS = 18;

/** Whether the broker answers an ApiVersions request; an accepted connection alone says too little while it starts. */
export async function brokerAnswers(host: string, port: number): Promise<boolean> {
  const body = Buffer.alloc(10);
  body.writeInt16BE(API_VERSIONS, 0);
  body.writeInt16BE(0, 2);
  body.writeInt32BE(1, 4);
  body.writeInt16BE(-1, 8);
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  const answer = await exchange({ host, port }, Buffer.concat([size, body]));
  return answer.length > 8 && answer.readInt32BE(4) === 1;
}
