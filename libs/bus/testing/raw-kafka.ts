/** What tests want of Kafka that the bus does not offer: transactions, deletions, more partitions. */
import kafkajs, { type Admin, type Kafka } from 'kafkajs';
import { unused, type Rig } from './rig.ts';

/** A transaction of one producer: the values that it writes, one by one, and whether it is committed. */
export interface Transaction {
  readonly values: readonly (string | Buffer)[];
  readonly commits: boolean;
}

/** Carries out transactions of one producer, one after the other, on one partition. */
export async function transact(rig: Rig, topic: string, transactions: readonly Transaction[]): Promise<void> {
  const producer = kafkaOf(rig).producer({
    transactionalId: unused('transaction'),
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  for (const { values, commits } of transactions) {
    const transaction = await producer.transaction();
    for (const value of values) {
      await transaction.send({ topic, messages: [{ key: 'k', value, partition: 0 }] });
    }
    await (commits ? transaction.commit() : transaction.abort());
  }
  await producer.disconnect();
}

/** Orders something of the brokers. */
export async function administer(rig: Rig, order: (admin: Admin) => Promise<unknown>): Promise<void> {
  const admin = kafkaOf(rig).admin();
  await admin.connect();
  await order(admin);
  await admin.disconnect();
}

function kafkaOf(rig: Rig): Kafka {
  return new kafkajs.Kafka({ brokers: [...rig.adapter.brokers()], logLevel: kafkajs.logLevel.NOTHING });
}
