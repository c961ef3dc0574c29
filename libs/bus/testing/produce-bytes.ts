/** Hands a broker record batches as another client wrote them, byte for byte. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { UpshotError } from '@upshot/errors';

const PRODUCE_V7 = Buffer.from([0, 0, 0, 7]);

/** Writes one record batch (as it lies in a log segment) to partition 0; throws when the broker refuses it. */
export async function produceBytes(broker: string, topic: string, batch: Buffer): Promise<void> {
  const [host = '', port = ''] = broker.split(':');
  const socket = connect({ host, port: Number(port) });
  try {
    socket.write(framed(requestOf(topic, batch)));
    const [reply]: Buffer[] = await once(socket, 'data');
    const errorCode = reply?.readInt16BE(errorAt(topic));
    if (errorCode !== 0)
      throw new UpshotError('record_invalid', `the broker answered with error ${errorCode}`);
  } finally {
    socket.destroy();
  }
}

/** Produce version 7 (the first that admits zstd): header, no transaction, acks=all, a timeout, one topic with one partition. */
function requestOf(topic: string, batch: Buffer): Buffer {
  return Buffer.concat([
    PRODUCE_V7,
    int32(1),
    text('fixture'),
    int16(-1),
    int16(-1),
    int32(10_000),
    int32(1),
    text(topic),
    int32(1),
    int32(0),
    int32(batch.length),
    batch,
  ]);
}

/** After length, correlation id, number of topics, the topic's name, number of partitions and the partition. */
function errorAt(topic: string): number {
  return 4 + 4 + 4 + (2 + Buffer.byteLength(topic)) + 4 + 4;
}

function framed(request: Buffer): Buffer {
  return Buffer.concat([int32(request.length), request]);
}

function text(value: string): Buffer {
  return Buffer.concat([int16(Buffer.byteLength(value)), Buffer.from(value)]);
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
