/** The process of the burst's matcher: says when it is there, and how big it is when it is asked. */
import { setTimeout as sleep } from 'node:timers/promises';
import { connectBus } from '@upshot/bus';
import { PARTITIONS } from '../spine/raw-rate.ts';
import { GROUP } from './burst.ts';
import { cellSpec, readerOf, rssMb } from './cell.ts';
import { BURST } from './topic/mapping.ts';

const spec = cellSpec.parse(JSON.parse(process.argv[2] ?? ''));
const onBatch = await readerOf(spec);
const { kafka, consumerClient } = spec;
const bus = await connectBus({ brokers: [kafka], clientId: 'bench', consumerClient });
const options = { group: GROUP, topics: [BURST], concurrency: PARTITIONS, onBatch };
const consumer = await bus.consumeBatches(options);
while (!consumer.health().assigned) await sleep(1);
process.once('message', () => process.send?.({ rssMb: rssMb() }));
process.send?.('ready');
